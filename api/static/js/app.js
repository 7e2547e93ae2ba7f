// Loaded by every page: theme, help, notices, forms that ask the API.
import { installBadges } from "./badges.js";
import { installCopy } from "./copy.js";
import { installDialogs } from "./dialogs.js";
import { installForms } from "./forms.js";
import { installMenu } from "./menu.js";
import { installThemeSwitch } from "./theme.js";
import { showLeftToast } from "./toasts.js";

installThemeSwitch();
installDialogs();
showLeftToast();
installForms();
installCopy();
installMenu();
void installBadges();
