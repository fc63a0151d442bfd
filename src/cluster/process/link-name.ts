// Keys of directed links. All clients together are one end.
import type { Link } from "../api.ts";

export const linkName = ({ from, to }: Link): string => `${from}>${to}`;
