import { sql } from 'drizzle-orm';
import type { Reader } from '../models/schema.ts';

export const railsChannel = 'relay_rails';

/** Tells the rail's workers that something is due now. A hint: they look by themselves when it is lost. */
export const wakeRails = (db: Reader): Promise<unknown> =>
	db.execute(sql`SELECT pg_notify(${railsChannel}, '')`);
