import { z } from '@hono/zod-openapi';
import { sql } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { type Clock, steadyClock } from '#shared/clock.ts';
import {
	ageSeconds,
	ledgerAgeSchema,
	notReady,
	type Readiness,
	staleness,
} from '#shared/service/health.server.ts';
import { remember } from '#shared/service/remember.ts';
import { networkFault } from '#shared/service/rpc.server.ts';
import type { Startup } from '#shared/service/startup.server.ts';
import type { Database } from '../models/schema.ts';
import type { RegistrationFact } from '../rails/rail.ts';

/** What `GET /readyz` adds to readiness and reason. */
export const dependenciesShape = {
	database: z.boolean(),
	rpc: z.boolean(),
	ledgerAgeSeconds: ledgerAgeSchema,
	provider: z.boolean().nullable().openapi({
		description: 'the payment provider; null if there is none. Orders can be read without it.',
	}),
	registrations: z
		.array(
			z.object({
				provider: z.string(),
				name: z.string(),
				isRegistered: z.boolean(),
				code: z.string().nullable().openapi({ description: 'why the last try failed; null where none did' }),
				attempts: z.int(),
				seconds: z.int().openapi({ description: 'since when it is, or is not, registered' }),
			}),
		)
		.openapi({ description: 'our addresses at the providers; empty where a person registers them' }),
	networkFees: z.string().nullable().openapi({
		description: 'stroops of XLM of the account that pays network fees of others; null where none are paid',
	}),
};

type Found = z.output<z.ZodObject<typeof dependenciesShape>>;

/** Whether the services that this process depends on answer, and the age of the network's newest ledger. */
export type Dependencies = () => Promise<Readiness & Found>;

type Targets = {
	db: Database;
	rpcUrl: string;
	/** Null: there is no fiat rail. */
	providerUrl: string | null;
	startup: Startup;
	/** Stroops of the account that pays network fees of others; null: none are paid. */
	feeBalance: (() => Promise<bigint>) | null;
	registrations: ReadonlyMap<string, RegistrationFact>;
	/** The age in seconds above which the newest ledger is stale. */
	staleSeconds: number;
	clock: Clock;
};

const timeout = 2_000;
const remembered = 5_000;
/** Stroops: fees of about fifty purchases. */
const lowFeeBalance = 30_000_000n;

/** Monitoring calls this often, so answers of network and provider are cached for a while. */
export function dependenciesOf(targets: Targets): Dependencies {
	const { db, rpcUrl, providerUrl, startup, staleSeconds, clock } = targets;
	const newest = remember(() => newestLedger(rpcUrl), remembered, steadyClock);
	const provider =
		providerUrl === null ? null : remember(() => answers(providerUrl), remembered, steadyClock);
	const balanceNow = targets.feeBalance && remember(targets.feeBalance, remembered, steadyClock);
	/** Of another network, or before the start, nothing but its newest ledger is asked for. */
	const feeBalance = async () => {
		startup.assertStarted();
		return (await balanceNow?.()) ?? null;
	};
	return async () => {
		const [database, closedAt, isProviderUp, balance] = await Promise.all([
			succeeds(db.execute(sql`SELECT 1`)),
			newest().catch(() => null),
			provider ? succeeds(provider()) : null,
			feeBalance().catch(() => null),
		]);
		const ledgerAgeSeconds = closedAt && ageSeconds(closedAt, clock);
		const registrations = [...targets.registrations.values()].map(({ since, ...fact }) => ({
			...fact,
			seconds: ageSeconds(new Date(since), clock),
		}));
		const rpc = closedAt !== null;
		const networkFees = balance === null ? null : balance.toString();
		const found = { database, rpc, ledgerAgeSeconds, provider: isProviderUp, registrations, networkFees };
		const readiness = readinessOf(found, startup, staleSeconds, networkFault(rpcUrl));
		return { ...readiness, ...found };
	};
}

function readinessOf(
	{ database, ledgerAgeSeconds, registrations, networkFees }: Found,
	startup: Startup,
	stale: number,
	otherNetwork: Readiness | null,
): Readiness {
	if (!database) return notReady('DATABASE_AWAY', 'the database does not answer');
	if (otherNetwork) return otherNetwork;
	if (startup.waitingFor !== null) return notReady('STARTING', startup.waitingFor);
	if (ledgerAgeSeconds === null) return notReady('RPC_AWAY', 'the Stellar RPC does not answer');
	return (
		staleness(ledgerAgeSeconds, stale) ??
		unregistered(registrations) ??
		feesLow(networkFees) ?? {
			ready: true,
			code: 'READY',
			reason: 'the database and the network answer',
		}
	);
}

/**
 * An operator must look: without the registration the statement may stay unreadable. It stays ready: the callbacks of
 * prompts, reads of orders and other events need this process all the same, and another one would be refused too.
 */
function unregistered(registrations: Found['registrations']): Readiness | null {
	const failing = registrations.filter(({ isRegistered, code }) => !isRegistered && code !== null);
	if (failing.length === 0) return null;
	const each = failing.map(
		({ provider, name, code, seconds }) =>
			`our addresses are not registered at ${provider} (${name}) since ${seconds} s: ${code}`,
	);
	return { ready: true, code: 'DEGRADED', reason: each.join('; ') };
}

/** Soon nobody's network fee is paid: an operator must look. */
function feesLow(networkFees: Found['networkFees']): Readiness | null {
	if (networkFees === null || BigInt(networkFees) >= lowFeeBalance) return null;
	const reason = `the account that pays network fees of others has ${networkFees} stroops of XLM left`;
	return { ready: true, code: 'DEGRADED', reason };
}

/** When the network's newest ledger closed. */
async function newestLedger(rpcUrl: string): Promise<Date> {
	const { closeTime } = await call(rpcUrl, 'getLatestLedger', {}, timeout);
	return new Date(Number(closeTime) * 1000);
}

/** Any answer shows that the service is up. */
async function answers(url: string): Promise<void> {
	const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
	await response.body?.cancel();
	if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
	work.then(
		() => true,
		() => false,
	);
