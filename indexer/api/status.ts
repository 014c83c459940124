import { createRoute, z } from '@hono/zod-openapi';
import { count, eq, sql } from 'drizzle-orm';
import { resource } from '#shared/service/problems.server.ts';
import { audits } from '../models/audits.ts';
import { type Checkpoint, readCheckpoint } from '../models/checkpoint.ts';
import { documents } from '../models/documents.ts';
import type { Database } from '../models/schema.ts';
import { addressText, isoTime } from '../views/wire.ts';

const states = ['ready', 'waiting', 'lagging', 'gap', 'divergent'] as const;

const statusSchema = z
	.object({
		ready: z.boolean(),
		state: z.enum(states).openapi({
			description:
				'ready: all is read · waiting: the source does not answer · lagging: catching up · gap: ledgers are missing · divergent: the source tells another history. The last two stop reading until a person looks.',
		}),
		reason: z.string(),
		since: isoTime,
		network: z.string(),
		registry: addressText,
		ledger: z.int().openapi({ description: 'the last one read whole' }),
		closedAt: isoTime.nullable(),
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

const mostLag = 10;
const mostDifferences = 20;

export const lagOf = (c: Checkpoint): number | null =>
	c.latestLedger === null ? null : Math.max(0, c.latestLedger - c.ledger);

/** Answers are good while all is read, and while the source is away: they are just not newer. */
export function isReady(c: Checkpoint): boolean {
	const lag = lagOf(c);
	return c.state !== 'gap' && c.state !== 'divergent' && lag !== null && lag <= mostLag;
}

const route = createRoute({
	method: 'get',
	path: '/status',
	summary: 'How far the chain is read, and whether it matches',
	responses: {
		200: { description: 'The state.', content: { 'application/json': { schema: statusSchema } } },
	},
});

const healthz = createRoute({
	method: 'get',
	path: '/healthz',
	summary: 'The process is alive',
	responses: {
		200: {
			description: 'Alive.',
			content: { 'application/json': { schema: z.object({ ok: z.boolean() }) } },
		},
	},
});

const readiness = { 'application/json': { schema: z.object({ ready: z.boolean(), reason: z.string() }) } };
const readyz = createRoute({
	method: 'get',
	path: '/readyz',
	summary: 'The database answers and the chain is read up to now',
	responses: {
		200: { description: 'Ready.', content: readiness },
		503: { description: 'Not yet, or not any more.', content: readiness },
	},
});

export const statusRoutes = (db: Database) =>
	resource()
		.openapi(healthz, (c) => c.json({ ok: true }, 200))
		.openapi(readyz, async (c) => {
			const found = await readCheckpoint(db).catch(() => null);
			if (!found) return c.json({ ready: false, reason: 'the database does not answer' }, 503);
			const ready = isReady(found);
			return c.json({ ready, reason: found.reason }, ready ? 200 : 503);
		})
		.openapi(route, async (c) => c.json(await readStatus(db), 200));

async function readStatus(db: Database): Promise<Status> {
	const [found, documentCounts, audit] = await Promise.all([
		readCheckpoint(db),
		db.select({ state: documents.state, count: count() }).from(documents).groupBy(documents.state),
		readAudit(db),
	]);
	return {
		ready: isReady(found),
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
