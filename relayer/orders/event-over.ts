import type { EventRow } from '../models/tiers.ts';

/** Whether nobody is let in any more: its tickets are worth nothing then. `endsAt` is in seconds. */
export const isOver = ({ endsAt }: Pick<EventRow, 'endsAt'>, now: Date): boolean =>
	endsAt <= BigInt(Math.floor(now.getTime() / 1000));
