import { sql } from 'drizzle-orm';
import type { Reader } from './models/schema.ts';

export const railsChannel = 'relay_rails';

/** The worker that has something to do. */
export type RailsWork = 'send' | 'poll' | 'statement' | 'refund';

/** Wakes the rails' workers: something is due now. Only a hint: workers also look by themselves. */
export const wakeRails = (db: Reader, work: RailsWork): Promise<unknown> =>
	db.execute(sql`SELECT pg_notify(${railsChannel}, ${work})`);
