// Pages whose only work is to play clips.
import { installClips } from "./clips.js";

installClips();
