import { createRoute, z } from '@hono/zod-openapi';
import type { Env } from 'hono';
import type { Clock } from '../clock.ts';
import { resource } from './problems.server.ts';

/** Why a process is ready or not. */
const readinessCodes = [
	'READY',
	/** It serves, and a part of what it serves is known to be incomplete or wrong: the reason names it. */
	'DEGRADED',
	/** The process still waits for what it needs to begin. */
	'STARTING',
	'DATABASE_AWAY',
	'RPC_AWAY',
	/** The RPC is of another network than the one that is configured: nothing is sent to it. */
	'RPC_WRONG_NETWORK',
	/** The RPC lacks a ledger that was read before: the network was reset, or it is a copy. Nothing is sent to it. */
	'RPC_WRONG_HISTORY',
	/** The RPC's newest ledger is below one that was read before. */
	'RPC_BEHIND',
	/** For the web: without the indexer it has no events to show. */
	'INDEXER_AWAY',
	/** The newest ledger is older than the network's usual pace explains. */
	'STALE',
	/** Ledgers are still to be read. */
	'LAGGING',
	/** Ledgers are missing or contradict what was read: a person must look. */
	'HALTED',
] as const;
export type ReadinessCode = (typeof readinessCodes)[number];

/** `reason` is a sentence for operators. */
export type Readiness = { ready: boolean; code: ReadinessCode; reason: string };

/** A network closes a ledger every 5 s. Twelve missed ledgers are a fault. */
export const usualStaleSeconds = 60;

export const notReady = (code: Exclude<ReadinessCode, 'READY' | 'DEGRADED'>, reason: string): Readiness => ({
	ready: false,
	code,
	reason,
});

/** Whole seconds since a ledger closed; 0 for one of a network whose clock is ahead. */
export const ageSeconds = (closedAt: Date, { now }: Pick<Clock, 'now'>): number =>
	Math.max(0, Math.floor((now() - closedAt.getTime()) / 1000));

/** STALE if the newest ledger's age, in seconds, is above `most`; else null. */
export const staleness = (age: number, most: number): Readiness | null =>
	age > most
		? notReady('STALE', `the newest ledger closed ${age} s ago, more than the ${most} s that are usual`)
		: null;

const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });

const healthz = createRoute({
	method: 'get',
	path: '/healthz',
	summary: 'The process is alive',
	responses: { 200: { description: 'Alive.', ...json(z.object({ ok: z.boolean() })) } },
});

const readinessShape = {
	ready: z.boolean(),
	code: z.enum(readinessCodes),
	reason: z.string(),
};

/** For `extra`: null if it is not known. */
export const ledgerAgeSchema = z
	.int()
	.nullable()
	.openapi({ description: 'seconds since the newest ledger closed; null where none is known' });

/**
 * `GET /healthz` (alive: it answers) and `GET /readyz` (200 or 503: whether its dependencies answer, and why not).
 * `extra` is the schema of what a service adds to the readiness.
 */
export function healthRoutes<Extra extends z.ZodRawShape, E extends Env = Env>(
	summary: string,
	extra: Extra,
	check: () => Promise<Readiness & { [Name in keyof Extra]: z.output<Extra[Name]> }>,
) {
	const readiness = json(z.object({ ...readinessShape, ...extra }));
	const readyz = createRoute({
		method: 'get',
		path: '/readyz',
		summary,
		responses: {
			200: { description: 'Ready.', ...readiness },
			503: { description: 'Not yet, or not any more.', ...readiness },
		},
	});
	return resource<E>()
		.openapi(healthz, (c) => c.json({ ok: true }, 200))
		.openapi(readyz, async (c) => {
			const found = await check();
			// The schema's own type is too deep for the compiler if `extra` is generic.
			return c.json(found as never, found.ready ? 200 : 503) as never;
		});
}
