import type { EventRow } from '../models/tiers.ts';

/** Whether the event has ended. Then its tickets are worthless. `endsAt` is in Unix seconds. */
export const hasEnded = ({ endsAt }: Pick<EventRow, 'endsAt'>, now: Date): boolean =>
	endsAt <= BigInt(Math.floor(now.getTime() / 1000));
