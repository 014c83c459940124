import { type Account, Asset, Keypair, Operation, type Transaction } from '@stellar/stellar-sdk';
import { deploy } from '#scripts/deploy/deploy.ts';
import { type Deployment, keyOf } from '#scripts/deploy/deployment.ts';
import { createAccounts, sendClassic } from '#scripts/deploy/send-classic.ts';
import { call } from '#shared/chain/rpc.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { type Chain, newBuilder, signWith } from '#shared/chain/submit/invoke.ts';
import { quote } from '#shared/chain/submit/purchase.ts';
import { benchEvent } from './bench-event.ts';
import { report, seconds } from './figure.ts';
import { startLocalnetProcess } from './localnet-process.ts';

/** Buyers; each is the source of one transaction a ledger. */
const crowd = 400;
const rounds = 4;
const transactions = 10_000;

const localnet = await startLocalnetProcess();
const { chain } = localnet;
const deployment = await deploy({ chain });
const event = await benchEvent(chain, deployment, { capacity: 100_000, fiatQuota: 0 });
const fans = await openCrowd(chain, deployment);
const fresh = localnet.memory();

let bought = 0;
for (let round = 0; round < rounds; round++) {
	const envelopes = await inParts(fans, async (fan) => {
		const quoted = await quote(chain, event, fan.publicKey(), [{ tier: 0, qty: 1 }]);
		return signWith(fan, chain.passphrase)(quoted.envelope);
	});
	bought += await timeOf(envelopes);
}
let paid = 0;
let sent = crowd * rounds;
for (; sent < transactions; sent += crowd) paid += await timeOf(await payments());
const purchases = (crowd * rounds) / bought;
const transfers = (sent - crowd * rounds) / paid;

report([
	{ name: 'ready', value: localnet.readySeconds, unit: 's', goal: '< 2' },
	{
		name: 'wallet purchases applied',
		value: purchases,
		unit: 'a second',
		goal: '≥ 150',
		reference: { name: 'classic payments a second', value: transfers },
	},
	{
		name: `memory after ${sent} transactions`,
		value: localnet.memory(),
		unit: 'MB',
		goal: '< 400',
		reference: { name: 'memory after the set-up, MB', value: fresh },
	},
]);
await localnet.stop();
process.exit();

/** From the first submission to the end of the ledger that holds them all. Throws when one did not apply. */
async function timeOf(envelopes: string[]): Promise<number> {
	await call(chain.rpcUrl, 'localnet_pause');
	const begun = performance.now();
	await inParts(envelopes, async (transaction) => {
		const { status } = await call<{ status: string }>(chain.rpcUrl, 'sendTransaction', { transaction });
		if (status !== 'PENDING') throw new Error(`a transaction was refused: ${status}`);
	});
	await call(chain.rpcUrl, 'localnet_close');
	const taken = seconds(begun);
	await call(chain.rpcUrl, 'localnet_resume');
	const { transactions: landed } = await call<{ transactions: { status: string }[] }>(
		chain.rpcUrl,
		'getTransactions',
		{ startLedger: (await serverOf(chain).getLatestLedger()).sequence, pagination: { limit: 200 } },
	);
	if (landed.length === 0 || landed.some((t) => t.status !== 'SUCCESS'))
		throw new Error('a transaction failed');
	return taken;
}

async function payments(): Promise<string[]> {
	const server = serverOf(chain);
	const { closeTime } = await server.getLatestLedger();
	return inParts(fans, async (fan) => {
		const source: Account = await server.getAccount(fan.publicKey());
		const payment = Operation.payment({
			asset: Asset.native(),
			amount: '0.1',
			destination: fans[0]!.publicKey(),
		});
		const built: Transaction = newBuilder(source, chain, '1000', Number(closeTime) + 600)
			.addOperation(payment)
			.build();
		built.sign(fan);
		return built.toEnvelope().toXdr('base64');
	});
}

async function openCrowd(on: Chain, { roles, usdcAsset }: Deployment): Promise<Keypair[]> {
	const keys = Array.from({ length: crowd }, () => Keypair.random());
	const asset = new Asset(usdcAsset.code, usdcAsset.issuer);
	for (let i = 0; i < crowd; i += 100) {
		const some = keys.slice(i, i + 100).map((k) => k.publicKey());
		await sendClassic(on, [keyOf(roles.treasury)], createAccounts(some, '20'));
	}
	await inParts(keys, (key) => sendClassic(on, [key], [Operation.changeTrust({ asset })]), 100);
	for (let i = 0; i < crowd; i += 100) {
		const gifts = keys
			.slice(i, i + 100)
			.map((k) => Operation.payment({ asset, amount: '100', destination: k.publicKey() }));
		await sendClassic(on, [keyOf(roles.issuer!)], gifts);
	}
	return keys;
}

/** A few at a time, as a crowd's clients would be on this machine. */
async function inParts<T, R>(items: T[], work: (item: T) => Promise<R>, width = 16): Promise<R[]> {
	const results: R[] = [];
	const queue = items.entries();
	const worker = async () => {
		for (const [i, item] of queue) results[i] = await work(item);
	};
	await Promise.all(Array.from({ length: width }, worker));
	return results;
}
