// Loaded by every page: theme, help, notices.
import { installDialogs } from "./dialogs.js";
import { installThemeSwitch } from "./theme.js";

installThemeSwitch();
installDialogs();
