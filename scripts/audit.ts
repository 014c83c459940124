import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Audit, audit } from '#shared/chain/audit.ts';
import { findEvent } from '#shared/chain/directory.ts';
import { collectEvidence } from '#shared/chain/evidence.ts';
import { PassaError } from '#shared/errors.ts';
import { formatUsdc } from '#shared/money.ts';
import { readDeployment } from './deploy/deployment.ts';
import { readFlags } from './flags.ts';
import { readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';
import { root } from './wasm/artifacts.ts';

const roles = ['organizer', 'artist', 'venue', 'promoter', 'platform'];

/** `npm run audit`: reads the RPC alone, recomputes every entitlement and payout, exits ≠ 0 on any difference. */
await runScript(async () => {
	const flags = readFlags({
		event: { type: 'string' },
		rpc: { type: 'string' },
		data: { type: 'string', default: '.passa' },
		json: { type: 'boolean', default: false },
		csv: { type: 'boolean', default: false },
	});
	if (!flags.event) throw new PassaError('FLAGS_INVALID', '--event must be an event number or address');
	const deployment = readDeployment(flags.data);
	if (!deployment)
		throw new PassaError(
			'NOT_DEPLOYED',
			`there is no deployment in ${flags.data}: npm run deploy, or npm start`,
		);
	const rpcUrl = flags.rpc ?? readPassaFile(flags.data).rpc;
	const { passphrase, sinceLedger, registry } = deployment;
	const announcement = await findEvent(rpcUrl, registry, sinceLedger, flags.event);
	const evidence = await collectEvidence({ rpcUrl, passphrase, sinceLedger }, announcement);
	const manifest = JSON.parse(readFileSync(join(root, 'wasm-manifest.json'), 'utf8'));
	const result = audit(evidence, [manifest.event.sha256], BigInt(Math.floor(Date.now() / 1000)));
	if (flags.json) console.log(JSON.stringify(result, (_, v) => (typeof v === 'bigint' ? v.toString() : v)));
	else if (flags.csv) printCsv(result);
	else printTable(result, evidence.state.terms.name);
	if (!result.green) process.exitCode = 2;
});

function printTable(result: Audit, name: string): void {
	const line = (cells: string[]) =>
		console.log(`  ${cells.map((c, i) => (i < 2 ? c.padEnd(10) : c.padStart(14))).join(' ')}`);
	console.log(
		`${name}: ${result.tickets} tickets, USDC ${formatUsdc(result.gross)} up to ledger ${result.ledger}`,
	);
	line(['role', 'share', 'entitled', 'paid', 'due']);
	for (const p of result.payees) {
		line([roles[p.role]!, `${p.bps / 100} %`, ...[p.entitled, p.paid, p.due].map(formatUsdc)]);
	}
	console.log(
		`  paid out ${formatUsdc(result.paid)}, held for payees ${formatUsdc(result.cash)}, balance ${formatUsdc(result.balance)}`,
	);
	for (const c of result.checks) {
		console.log(
			`${c.ok ? '  ok      ' : '  DIFFERS '} ${c.name}${c.ok ? '' : `: expected ${c.expected}, found ${c.found}`}`,
		);
	}
	console.log(
		result.green ? 'GREEN: every split is as the contract promised.' : 'NOT GREEN: see what differs above.',
	);
}

function printCsv(result: Audit): void {
	console.log('role,payee,bps,entitled_stroops,paid_stroops,due_stroops');
	for (const p of result.payees)
		console.log([roles[p.role], p.payee, p.bps, p.entitled, p.paid, p.due].join(','));
	console.log('check,ok,expected,found');
	for (const c of result.checks)
		console.log(
			[c.name, c.ok, c.expected, c.found].map((v) => `"${String(v).replaceAll('"', '""')}"`).join(','),
		);
}
