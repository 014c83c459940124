import { sql } from 'drizzle-orm';
import type { Guarded } from '#shared/service/guard.server.ts';
import { healthRoutes, notReady, type Readiness } from '#shared/service/health.server.ts';
import { networkFault } from '#shared/service/rpc.server.ts';
import type { Database } from '../models/schema.ts';

type Targets = { db: Database; rpcUrl: string };

/**
 * `/healthz`, and `/readyz`: 503 DATABASE_AWAY if the database does not answer, RPC_WRONG_NETWORK if the RPC is of
 * another network. An RPC that is away stops only sign-in by wallet.
 */
export const statusRoutes = ({ db, rpcUrl }: Targets) =>
	healthRoutes<Record<never, never>, Guarded>('The database answers, and the RPC is of our network', {}, () =>
		readinessOf(db, rpcUrl),
	);

const readinessOf = (db: Database, rpcUrl: string): Promise<Readiness> =>
	db.execute(sql`SELECT 1`).then(
		() => networkFault(rpcUrl) ?? { ready: true, code: 'READY', reason: 'the database answers' },
		() => notReady('DATABASE_AWAY', 'the database does not answer'),
	);
