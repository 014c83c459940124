import { sql } from 'drizzle-orm';
import type { Guarded } from '#shared/service/guard.server.ts';
import { healthRoutes, notReady, type Readiness } from '#shared/service/health.server.ts';
import type { Database } from '../models/schema.ts';

/** `/healthz`, and `/readyz`: 503 DATABASE_AWAY where the database does not answer. */
export const statusRoutes = (db: Database) =>
	healthRoutes<Record<never, never>, Guarded>('The database answers', {}, () => readinessOf(db));

const readinessOf = (db: Database): Promise<Readiness> =>
	db.execute(sql`SELECT 1`).then(
		() => ({ ready: true, code: 'READY', reason: 'the database answers' }),
		() => notReady('DATABASE_AWAY', 'the database does not answer'),
	);
