// The type of anything that survives a round trip through a JSON file.

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };
