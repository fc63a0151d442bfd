// The faults of membership under one name, as scenarios spell them: member.add(), member.remove(…), member.replace(…).
import { memberAdd } from "./member-add.ts";
import { memberRemove } from "./member-remove.ts";
import { memberReplace } from "./member-replace.ts";

/** Changes of who belongs to the system's own cluster; they need a system with a hook `membership`. */
export const member = { add: memberAdd, remove: memberRemove, replace: memberReplace };
