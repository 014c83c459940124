import type { Fault } from '#lib/text/failure.ts';

/** Which form of an order's tickets failed, with what was typed. */
export type TicketFault = Fault & { of: 'send' | 'wallet'; ticket: number | null; to: string };
