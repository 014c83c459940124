/** A ticket that a supervisor looks for. `who`: the masked number it is for; null: unknown, or not for this member to read. */
export type FoundTicket = { id: string; code: string; tier: number; order: string; who: string | null };
