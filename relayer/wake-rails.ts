import { sql } from 'drizzle-orm';
import type { Reader } from './models/schema.ts';

export const railsChannel = 'relay_rails';

/** Which worker has something to do. */
export type RailsWork = 'send' | 'look' | 'pull' | 'refund';

/** Tells a worker of the rail that something is due now. A hint: it looks by itself when it is lost. */
export const wakeRails = (db: Reader, work: RailsWork): Promise<unknown> =>
	db.execute(sql`SELECT pg_notify(${railsChannel}, ${work})`);
