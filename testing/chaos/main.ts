import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlags, wholeNumber } from '#scripts/flags.ts';
import { writePassaFile } from '#scripts/passa-file.ts';
import { runScript } from '#scripts/run-script.ts';
import { portsFrom } from '#scripts/services.ts';
import { formatKes } from '#shared/money.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { benchEvent } from '../bench/bench-event.ts';
import { runCommand } from '../commands/run-command.ts';
import { type Balance, balanceOf, missingTrade } from './books.ts';
import { buyByWallet, openWallets, orderByMpesa, type Shop, untilOffered } from './buyers.ts';
import { type Act, planOf, type Size } from './plan.ts';
import { readBooks } from './read-books.ts';
import { type RefundsRun, runRefunds } from './refunds-run.ts';
import { Supervisor } from './supervisor.ts';

/** Orders whose push was lost wait five minutes for the statement, and the statement for M-Pesa. */
const settleMinutes = 20;
const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
const begun = Date.now();
const say = (line: string): void =>
	console.log(`${String(Math.round((Date.now() - begun) / 1000)).padStart(5)} s  ${line}`);

/**
 * `npm run test:chaos`: people buy by M-Pesa and by wallet while processes die, PostgreSQL restarts and the RPC is away.
 * Then money in must be tickets + refunds + open cases, and the audit green. Exits ≠ 0 if it is not. `--refunds`: nothing
 * dies while people buy, and all of it while a cancelled event gives the money back.
 */
await runScript(async () => {
	const flags = readFlags({
		seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
		orders: { type: 'string' },
		wallets: { type: 'string', default: '50' },
		seconds: { type: 'string', default: '240' },
		'rpc-away': { type: 'string', default: '60' },
		refunds: { type: 'boolean', default: false },
		kills: { type: 'string', default: '40' },
		port: { type: 'string', default: '18700' },
		keep: { type: 'boolean', default: false },
	});
	const seed = wholeNumber('seed', flags.seed, 1, 4_294_967_295);
	const size: Size = {
		orders: wholeNumber('orders', flags.orders ?? (flags.refunds ? '200' : '100'), 0, 10_000),
		wallets: wholeNumber('wallets', flags.wallets, 0, 1000),
		seconds: wholeNumber('seconds', flags.seconds, 1, 3600),
		rpcAwaySeconds: wholeNumber('rpc-away', flags['rpc-away'], 0, 600),
	};
	const kills = wholeNumber('kills', flags.kills, 3, 1000);
	const which = flags.refunds ? '--refunds ' : '';
	console.log(`seed ${seed}: repeat with npm run test:chaos -- ${which}--seed ${seed}`);
	const dataDir = mkdtempSync(join(tmpdir(), 'passa-chaos-'));
	const ports = portsFrom(wholeNumber('port', flags.port, 1, 65_000));
	const base = { dataDir, host: '127.0.0.1', ports, closeSeconds: 1, passphrase: localnetPassphrase };
	const supervisor = new Supervisor(base);
	try {
		const findings = flags.refunds
			? await refunds(supervisor, { ...size, kills, seed, dataDir, isQuick: false, say })
			: await sales(supervisor, dataDir, seed, size);
		for (const finding of findings) console.log(`✘ ${finding}`);
		console.log(findings.length === 0 ? 'the books balance' : `${findings.length} findings`);
		if (findings.length > 0) process.exitCode = 1;
	} finally {
		await supervisor.stop();
		if (flags.keep || process.exitCode) say(`data and logs: ${dataDir}`);
		else rmSync(dataDir, { recursive: true, force: true });
	}
});
process.exit();

async function refunds(supervisor: Supervisor, run: RefundsRun): Promise<string[]> {
	const { books, findings, killed } = await runRefunds(supervisor, run);
	const sum = (values: bigint[]) => values.reduce((all, each) => all + each, 0n);
	const cases = books.buyers.filter((buyer) => buyer.cases.length > 0).length;
	console.log(`
owed         ${formatKes(sum(books.buyers.map(({ owed }) => owed)))}
returned     ${formatKes(sum(books.buyers.map(({ returned }) => returned)))}
with a case  ${cases} buyers
kills        ${killed.length}
`);
	return findings;
}

async function sales(supervisor: Supervisor, dataDir: string, seed: number, size: Size): Promise<string[]> {
	say('starting');
	const { chain, deployment, database } = await supervisor.start();
	const capacity = 3 * (size.orders + size.wallets) + 100;
	const event = await benchEvent(chain, deployment, { capacity, fiatQuota: 3 * size.orders + 50 });
	const wallets = await openWallets(chain, deployment, size.wallets);
	const [relayer, mpesa] = [supervisor.urlOf('relayer'), supervisor.urlOf('mpesa')];
	await untilOffered(relayer, event);
	const shop: Shop = { chain, event, relayer, mpesa };
	const accepted = await play(planOf(seed, size), supervisor, shop, [...wallets]);
	await supervisor.startMissing();
	const { usdcAsset } = deployment;
	const { rpcUrl } = chain;
	const read = () =>
		readBooks({ mpesa, databaseUrl: database.adminUrl, rpcUrl, usdcAsset, wallets, accepted });
	say('all faults are over; waiting for open orders');
	const balance = await untilEnded(read);
	const trade = missingTrade(await read(), size);
	writePassaFile(dataDir, supervisor.passaFile());
	const audits = await audit(supervisor, dataDir, event);
	print(balance);
	return [...balance.findings, ...trade, ...audits];
}

/** Returns the references of the orders that the relayer accepted. */
async function play(
	plan: Act[],
	supervisor: Supervisor,
	shop: Shop,
	wallets: Awaited<ReturnType<typeof openWallets>>,
): Promise<string[]> {
	const accepted: string[] = [];
	const running: Promise<void>[] = [];
	const begin = (work: Promise<void>): void => {
		running.push(work);
		// Awaited at the end; until then it may fail without ending the process.
		work.catch(() => {});
	};
	/** Faults of one part come one after the other; parts fail side by side. */
	const turns = new Map<string, Promise<void>>();
	const inTurn = (part: string, work: () => Promise<void>): void => {
		const turn = (turns.get(part) ?? Promise.resolve()).then(work);
		turns.set(part, turn);
		begin(turn);
	};
	const start = Date.now();
	for (const act of plan) {
		await pause(start + act.at - Date.now());
		if (act.kind === 'kill') {
			say(`${act.service} is killed`);
			inTurn(act.service, () => supervisor.kill(act.service, act.awayMilliseconds));
		} else if (act.kind === 'postgres') {
			say(`PostgreSQL ${act.crash ? 'crashes' : 'restarts'}`);
			inTurn('postgres', () => supervisor.restartPostgres(act.crash));
		} else if (act.kind === 'rpc') {
			say(`the RPC is away for ${act.awayMilliseconds / 1000} s`);
			inTurn('rpc', () => supervisor.stopRpc(act.awayMilliseconds));
		} else if (act.kind === 'wallet') {
			begin(buyByWallet(shop, wallets.pop()!, act.qty));
		} else {
			const order = orderByMpesa(shop, act, randomUUID());
			begin(
				order.then((answer) => {
					if ('reference' in answer) accepted.push(answer.reference);
					else say(`an order was refused: ${answer.refused}`);
				}),
			);
		}
	}
	await Promise.all(running);
	return accepted;
}

/** The books once they balance twice, ten seconds apart, or as they are when the time is over. */
async function untilEnded(read: () => ReturnType<typeof readBooks>): Promise<Balance> {
	let balanced = 0;
	for (const end = Date.now() + settleMinutes * 60_000; ; ) {
		const balance = balanceOf(await read());
		balanced = balance.findings.length === 0 ? balanced + 1 : 0;
		if (balanced === 2 || Date.now() > end) return balance;
		if (balanced === 0) say(`${balance.findings.length} not settled, e.g. ${balance.findings[0]}`);
		await pause(10_000);
	}
}

/** The audit as an outsider runs it, and compared with the indexer, which must be ready. */
async function audit(supervisor: Supervisor, dataDir: string, event: string): Promise<string[]> {
	const findings: string[] = [];
	for (const { name } of supervisor.services) {
		const answer = await fetch(`${supervisor.urlOf(name)}/readyz`).catch(() => null);
		if (!answer?.ok) findings.push(`${name} is not ready: ${(await answer?.text()) ?? 'no answer'}`);
	}
	const { code, out, err } = await runCommand('audit.ts', ['--event', event, '--data', dataDir]);
	if (code !== 0) findings.push(`the audit exits with ${code}: ${out}${err}`);
	else say('the audit is green');
	return findings;
}

function print({ moneyIn, tickets, refunds, openCases }: Balance): void {
	console.log(`
money in     ${formatKes(moneyIn)}
tickets      ${formatKes(tickets)}
refunds      ${formatKes(refunds)}
open cases   ${formatKes(openCases)}
`);
}
