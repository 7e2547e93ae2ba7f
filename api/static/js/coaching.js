// The trainer's pages: play clips, collect them, put a collection in order.
import { installClips } from "./clips.js";
import { installCollecting } from "./collect.js";
import { installOrder } from "./order.js";
import { installFilters } from "./rows.js";

installClips();
installCollecting();
installOrder();
installFilters();
