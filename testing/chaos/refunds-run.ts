import { Keypair } from '@stellar/stellar-sdk';
import postgres from 'postgres';
import type { Deployment } from '#scripts/deploy/deployment.ts';
import { writePassaFile } from '#scripts/passa-file.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { carryOut, planOperation } from '#shared/chain/submit/operate.ts';
import { benchEvent } from '../bench/bench-event.ts';
import { runCommand } from '../commands/run-command.ts';
import { openWallets, untilItWorks, untilOffered } from './buyers.ts';
import { type RefundParties, readRefundBooks, usdcOf } from './read-refund-books.ts';
import { type RefundBooks, refundFindings } from './refund-books.ts';
import {
	type Kill,
	type RefundPlan,
	type RefundSize,
	refundPlan,
	type Victim,
	victims,
} from './refund-plan.ts';
import { price, sellAll } from './refund-sales.ts';
import type { Supervisor } from './supervisor.ts';

/** `isQuick`: M-Pesa is never late, and minutes that refunds wait pass while the relayer is dead. */
export type RefundsRun = RefundSize & {
	seed: number;
	isQuick: boolean;
	dataDir: string;
	say: (line: string) => void;
};
export type RefundsEnd = { books: RefundBooks; findings: string[]; killed: Victim[] };

const day = 86_400n;
const settleMinutes = 20;
const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/**
 * People buy by both rails, the organizers cancel, and while the money goes back, relayer, indexer and PostgreSQL are killed
 * and started again. Then everybody must have exactly what is owed to them, and the audit is green.
 */
export async function runRefunds(supervisor: Supervisor, run: RefundsRun): Promise<RefundsEnd> {
	const { say, dataDir } = run;
	const plan = refundPlan(run.seed, run, run.isQuick);
	const { chain, deployment, database } = await supervisor.start();
	say('everything runs');
	const [transferable, resalable] = await publishTwo(chain, deployment, plan);
	const events = [transferable, resalable];
	const wallets = await openWallets(chain, deployment, plan.walletQuantities.length);
	const rpcUrl = chain.rpcUrl;
	const treasuryBefore = await usdcOf({ rpcUrl, deployment }, deployment.roles.treasury.address);
	const [relayer, mpesa] = [supervisor.urlOf('relayer'), supervisor.urlOf('mpesa')];
	const addresses = { transferable: transferable.event, resalable: resalable.event };
	for (const event of Object.values(addresses)) await untilOffered(relayer, event);
	const sales = await sellAll({ chain, relayer, mpesa, ...addresses }, plan, wallets);
	say(`${sales.buyers.length} buyers by M-Pesa and ${wallets.length} wallets have their tickets`);
	for (const each of events) await cancel(chain, each);
	say('both events are cancelled');
	const parties = { mpesa, databaseUrl: database.adminUrl, rpcUrl, deployment, sales, treasuryBefore };
	const killed = await killWhileOpen(supervisor, plan.kills, parties, run, chain);
	const books = await untilEnded(supervisor, parties, run, chain);
	const findings = refundFindings(books);
	const spared = victims.filter((each) => !killed.includes(each));
	findings.push(...spared.map((each) => `${each} was not killed while refunds were open`));
	writePassaFile(dataDir, supervisor.passaFile());
	const audits = events.map(async ({ event }) => {
		const { code, out, err } = await runCommand('audit.ts', ['--event', event, '--data', dataDir]);
		if (code !== 0) findings.push(`the audit of ${event} exits with ${code}: ${out}${err}`);
	});
	await Promise.all(audits);
	say('audited');
	return { books, findings, killed };
}

type Published = { event: string; organizer: Keypair };

/** All revenue is held until the event is over, for refunds. One lets tickets move, the other lets fans sell them. */
async function publishTwo(
	chain: Chain,
	deployment: Deployment,
	{ buyers, walletQuantities }: RefundPlan,
): Promise<[Published, Published]> {
	const fiatQuota = 4 * buyers.length + 20;
	const seats = { capacity: fiatQuota + 4 * walletQuantities.length, fiatQuota, price };
	const now = BigInt((await serverOf(chain).getLatestLedger()).closeTime);
	const held = { reserve_bps: 10_000, release_at: now + 30n * day, refund_until: now + 5n * day };
	const resale = { transferable: false, resale_cap_bps: 11_000, resale_limit: 2 };
	const publish = async (tiers: number, policy: object): Promise<Published> => {
		const organizer = Keypair.random();
		const event = await benchEvent(chain, deployment, { ...seats, organizer, tiers, policy });
		return { event, organizer };
	};
	return [await publish(2, held), await publish(1, { ...held, ...resale })];
}

async function cancel(chain: Chain, { event, organizer }: Published): Promise<void> {
	const plan = await planOperation(chain, event, { do: 'cancel' });
	await carryOut(chain, plan, signWith(organizer, chain.passphrase));
}

/** Between the steps of the refunds. Each part is killed again only once it was started again; parts fail side by side. */
async function killWhileOpen(
	supervisor: Supervisor,
	kills: Kill[],
	parties: RefundParties,
	run: RefundsRun,
	chain: Chain,
): Promise<Victim[]> {
	const killed: Victim[] = [];
	const turns = new Map<Victim, Promise<void>>();
	for (const { victim, at, after, away } of kills) {
		await turns.get(victim);
		const done = await untilDone(parties, at, run.isQuick ? 10_000 : 60_000);
		if (done === 1) break;
		await pause(after);
		run.say(`${victim} is killed, ${Math.round(done * 100)} % are done`);
		killed.push(victim);
		// Every other time what was signed before is over when the relayer is back.
		const meanwhile = () => minutesPass(parties, killed.length % 2 === 0 ? chain : null);
		const isTimely = victim === 'relayer' && run.isQuick;
		const turn =
			victim === 'postgres'
				? supervisor.killPostgres(away)
				: supervisor.kill(victim, away, isTimely ? meanwhile : undefined);
		// Awaited below; until then it may fail without ending the process.
		turn.catch(() => {});
		turns.set(victim, turn);
	}
	await Promise.all(turns.values());
	return killed;
}

/** How much of all refunds is done once it is so much, or nothing was for a time: each has two steps, on chain and at M-Pesa. */
async function untilDone(
	{ databaseUrl, sales }: RefundParties,
	at: number,
	patience: number,
): Promise<number> {
	const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
	try {
		for (let [last, since] = [-1, Date.now()]; ; ) {
			const rows = await sql<{ steps: string; refunds: string }[]>`
				SELECT count(voided_at) + count(ended_at) AS steps, count(*) AS refunds FROM relay.ticket_refunds`.catch(
				() => null,
			);
			const [found] = rows ?? [];
			const all = 2 * Math.max(Number(found?.refunds ?? 0), sales.buyers.length);
			const done = found ? Number(found.steps) / all : last;
			if (done >= at || done === 1) return done;
			if (done > last) [last, since] = [done, Date.now()];
			if (Date.now() - since > patience) return Math.max(done, 0);
			await pause(50);
		}
	} finally {
		await sql.end();
	}
}

/** Refunds that wait are due, as if the relayer had been away for minutes. `chain`: its calls can land no more, too. */
async function minutesPass({ databaseUrl }: RefundParties, chain: Chain | null): Promise<void> {
	const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
	try {
		await untilItWorks(async () => void (await sql`SELECT 1`));
		for (const table of ['refunds', 'ticket_refunds', 'resold_refunds'])
			await sql.unsafe(
				`UPDATE relay.${table} SET wake_at = wake_at - interval '5 minutes' WHERE wake_at IS NOT NULL`,
			);
	} finally {
		await sql.end();
	}
	if (!chain) return;
	const params = { seconds: 120, ledgers: 102 };
	const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'localnet_advance', params });
	await fetch(chain.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** The books once they balance twice, or as they are when the time is over. */
async function untilEnded(
	supervisor: Supervisor,
	parties: RefundParties,
	{ isQuick, say }: RefundsRun,
	chain: Chain,
): Promise<RefundBooks> {
	const every = isQuick ? 500 : 10_000;
	let [balanced, since, last, passed] = [0, Date.now(), '', 0];
	for (const end = Date.now() + (isQuick ? 60_000 : settleMinutes * 60_000); ; ) {
		await supervisor.startMissing();
		const books = await readRefundBooks(parties);
		const findings = refundFindings(books);
		balanced = findings.length === 0 ? balanced + 1 : 0;
		if (balanced === 2 || Date.now() > end) return books;
		if (balanced === 0) say(`${findings.length} not settled, e.g. ${findings[0]}`);
		const now = findings.join();
		if (now !== last) [since, last] = [Date.now(), now];
		else if (isQuick && Date.now() - since > 3000) {
			await minutesPass(parties, passed++ % 2 === 0 ? chain : null);
			since = Date.now();
		}
		await pause(every);
	}
}
