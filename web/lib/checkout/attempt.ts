import type { Line } from './cart.ts';

/** An order that an attempt made, as its buyer's browser knows it. */
export type KnownOrder = Line & { reference: string; at: number; also: Line[] };

/** A try to buy at an event. Its idempotency key makes one order, from any tab, reload or second press. */
export type Attempt = { event: number; key: string; at: number; order: KnownOrder | null };
