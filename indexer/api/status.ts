import { createRoute, z } from '@hono/zod-openapi';
import { count, eq, sql } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import {
	ageSeconds,
	healthRoutes,
	ledgerAgeSchema,
	notReady,
	type Readiness,
	staleness,
} from '#shared/service/health.server.ts';
import { resource } from '#shared/service/problems.server.ts';
import type { Startup } from '#shared/service/startup.server.ts';
import { audits } from '../models/audits.ts';
import { type Checkpoint, readCheckpoint } from '../models/checkpoint.ts';
import { documents } from '../models/documents.ts';
import type { Database } from '../models/schema.ts';
import { addressText, isoTime } from '../views/json-values.ts';

const states = ['ready', 'waiting', 'lagging', 'gap', 'divergent'] as const;

const statusSchema = z
	.object({
		ready: z.boolean(),
		state: z.enum(states).openapi({
			description:
				'ready: all is read · waiting: the source does not answer · lagging: catching up · gap: ledgers are missing · divergent: the source has another history. The last two stop reading until a person looks.',
		}),
		reason: z.string(),
		since: isoTime,
		network: z.string(),
		registry: addressText,
		ledger: z.int().openapi({ description: 'the last one read whole' }),
		closedAt: isoTime.nullable(),
		ledgerAgeSeconds: ledgerAgeSchema,
		latestLedger: z.int().nullable().openapi({ description: 'the source’s newest' }),
		oldestLedger: z.int().nullable().openapi({ description: 'the oldest that the source still has' }),
		lag: z.int().nullable().openapi({ description: 'ledgers' }),
		events: z.int(),
		foreignEvents: z.int().openapi({ description: 'with our topic, from contracts that are not ours' }),
		epoch: z.int(),
		documents: z.record(z.string(), z.int()),
		audit: z.object({
			compared: z.int(),
			differing: z.int(),
			oldest: isoTime.nullable(),
			differences: z.array(
				z.object({
					eventNo: z.int(),
					ledger: z.int(),
					differences: z.array(
						z.object({ name: z.string(), ok: z.boolean(), expected: z.string(), found: z.string() }),
					),
				}),
			),
		}),
	})
	.openapi('Status');

type Status = z.infer<typeof statusSchema>;

/** With more unread ledgers than this, the indexer is lagging. */
const mostLag = 10;
const mostDifferences = 20;

/** Ledgers of the source that are not read yet; null where the source's newest ledger is unknown. */
export const lagOf = (c: Checkpoint): number | null =>
	c.latestLedger === null ? null : Math.max(0, c.latestLedger - c.ledger);

const readinessShape = { ledgerAgeSeconds: ledgerAgeSchema };
export type ReadReadiness = () => Promise<Readiness & { ledgerAgeSeconds: number | null }>;

type Targets = {
	db: Database;
	clock: Clock;
	startup: Startup;
	/** The age in seconds above which the newest ledger is stale. */
	staleSeconds: number;
};

/** Ready while the database answers, the source's ledgers are read, and the newest of them is not stale. */
export function readinessOf({ db, clock, startup, staleSeconds }: Targets): ReadReadiness {
	return async () => {
		const found = await readCheckpoint(db).catch((error) => {
			return (error as { code?: string }).code === 'NOT_STARTED' ? 'empty' : 'away';
		});
		if (found === 'away')
			return { ...notReady('DATABASE_AWAY', 'the database does not answer'), ledgerAgeSeconds: null };
		if (startup.waitingFor !== null || found === 'empty')
			return { ...notReady('STARTING', startup.waitingFor ?? 'nothing is read yet'), ledgerAgeSeconds: null };
		const ledgerAgeSeconds = found.closedAt && ageSeconds(found.closedAt, clock);
		return { ...readinessAt(found, ledgerAgeSeconds, staleSeconds), ledgerAgeSeconds };
	};
}

function readinessAt(c: Checkpoint, age: number | null, stale: number): Readiness {
	const lag = lagOf(c);
	if (c.state === 'gap' || c.state === 'divergent') return notReady('HALTED', c.reason);
	if (lag === null || age === null || lag > mostLag) return notReady('LAGGING', c.reason);
	return staleness(age, stale) ?? { ready: true, code: 'READY', reason: c.reason };
}

const route = createRoute({
	method: 'get',
	path: '/status',
	summary: 'How far the chain is read, and whether it matches',
	responses: {
		200: { description: 'The state.', content: { 'application/json': { schema: statusSchema } } },
	},
});

/**
 * `/healthz`, `/readyz` and `/status`: how far the chain is read, and what the audit found. Before the first start
 * `/status` answers 503 NOT_STARTED.
 */
export const statusRoutes = ({ db, readiness }: { db: Database; readiness: ReadReadiness }) =>
	resource()
		.route(
			'/',
			healthRoutes('The database answers and the chain is read up to now', readinessShape, readiness),
		)
		.openapi(route, async (c) => c.json(await readStatus(db, readiness), 200));

async function readStatus(db: Database, readiness: ReadReadiness): Promise<Status> {
	const [found, { ready, ledgerAgeSeconds }, documentCounts, audit] = await Promise.all([
		readCheckpoint(db),
		readiness(),
		db.select({ state: documents.state, count: count() }).from(documents).groupBy(documents.state),
		readAudit(db),
	]);
	return {
		ready,
		ledgerAgeSeconds,
		state: found.state,
		reason: found.reason,
		since: found.stateSince.toISOString(),
		network: found.network,
		registry: found.registry,
		ledger: found.ledger,
		closedAt: found.closedAt?.toISOString() ?? null,
		latestLedger: found.latestLedger,
		oldestLedger: found.oldestLedger,
		lag: lagOf(found),
		events: found.announced,
		foreignEvents: found.foreignEvents,
		epoch: found.epoch,
		documents: Object.fromEntries(documentCounts.map((d) => [d.state, d.count])),
		audit,
	};
}

async function readAudit(db: Database): Promise<Status['audit']> {
	const [[totals], differing] = await Promise.all([
		db
			.select({
				compared: count(),
				differing: sql<number>`(count(*) filter (where not ${audits.ok}))::integer`,
				oldest: sql<Date | null>`min(${audits.at})`.mapWith(audits.at),
			})
			.from(audits),
		db.select().from(audits).where(eq(audits.ok, false)).orderBy(audits.eventNo).limit(mostDifferences),
	]);
	return {
		compared: totals!.compared,
		differing: totals!.differing,
		oldest: totals!.oldest?.toISOString() ?? null,
		differences: differing.map(({ eventNo, ledger, differences }) => ({ eventNo, ledger, differences })),
	};
}
