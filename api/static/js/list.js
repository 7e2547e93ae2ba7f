// The list of all calls.
import { installFilters, installRows } from "./rows.js";

installFilters();
installRows();
