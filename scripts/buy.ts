import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { type EventView, indexerClient } from '#indexer/client.ts';
import { findEvent } from '#shared/chain/events/announcements.ts';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { buy, describeSplits, type Item, quote, type Receipt } from '#shared/chain/submit/purchase.ts';
import { splitsOf } from '#shared/contract/accounting.ts';
import { PassaError } from '#shared/errors.ts';
import { formatUsdc } from '#shared/money.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { buyByMpesa } from './buy/by-mpesa.ts';
import { feePayerAt } from './buy/fee-payer.ts';
import { keepOrder } from './buy/kept-orders.ts';
import { keepWallet } from './buy/kept-wallets.ts';
import { randomPhone } from './buy/random-phone.ts';
import { keyOf, readDeployment } from './deploy/deployment.ts';
import { secretKey } from './deploy/env-keys.ts';
import { fund, sendClassic } from './deploy/send-classic.ts';
import { readFlags, wholeNumber } from './flags.ts';
import { type PassaFile, readPassaFile } from './passa-file.ts';
import { runScript } from './run-script.ts';

/** The USDC that a new localnet wallet gets. */
const pocketMoney = '1000';

/** `npm run buy`: buys tickets as a fan does, through the same interfaces. */
await runScript(async () => {
	const flags = readFlags({
		event: { type: 'string' },
		tier: { type: 'string', default: '0' },
		qty: { type: 'string', default: '1' },
		also: { type: 'string', multiple: true, default: [] },
		method: { type: 'string', default: 'usdc' },
		phone: { type: 'string' },
		data: { type: 'string', default: '.passa' },
		'fee-by-passa': { type: 'boolean', default: false },
		json: { type: 'boolean', default: false },
	});
	if (!flags.event) throw new PassaError('FLAGS_INVALID', '--event must be an event number or address');
	const item = { tier: wholeNumber('tier', flags.tier, 0, 15), qty: wholeNumber('qty', flags.qty, 1, 20) };
	const also = flags.also.map(itemOf);
	if (!['usdc', 'mpesa'].includes(flags.method))
		throw new PassaError('METHOD_UNKNOWN', '--method must be usdc or mpesa');
	const passa = readPassaFile(flags.data);
	const chain: Chain = { rpcUrl: passa.rpc, passphrase: passa.networkPassphrase };
	const since = readDeployment(flags.data)?.sinceLedger ?? 1;
	await checkNetwork(chain);
	const { registry } = passa.contracts;
	const { event } = await findEvent(passa.rpc, registry, since, flags.event, lookUpAt(passa.indexer));
	if (flags.method === 'mpesa')
		return print(
			event,
			await byMpesa(passa, event, { ...item, also }, { dataDir: flags.data, phone: flags.phone }),
			flags.json,
		);
	const wallet = await walletOf(chain, passa, flags.data);
	const paying = flags['fee-by-passa'] ? { ...chain, feePayer: feePayerAt(relayerOf(passa)) } : chain;
	const quoted = await quote(paying, event, wallet.publicKey(), [item, ...also]);
	if (quoted.feePaid) console.error('Passa pays the network fee');
	const receipt = await buy(paying, quoted, signWith(wallet, chain.passphrase));
	print(event, receipt, flags.json);
});

/** `--also <tier>:<qty>`: tickets of another tier in the same purchase. */
function itemOf(text: string): Item {
	const [tier = '', qty = ''] = text.split(':');
	if (!/^\d+:\d+$/.test(text))
		throw new PassaError('FLAGS_INVALID', '--also must be <tier>:<quantity>, e.g. 1:2');
	return { tier: wholeNumber('also', tier, 0, 15), qty: wholeNumber('also', qty, 1, 20) };
}

/** The contract of an event's number, as the indexer knows it. */
function lookUpAt(indexer: string | undefined): (no: string) => Promise<string | null> {
	return async (no) => {
		if (!indexer) return null;
		const { v1 } = indexerClient(indexer);
		const answer = await v1.events[':event'].$get({ param: { event: no }, query: {} });
		return answer.ok ? ((await answer.json()) as EventView).address : null;
	};
}

/** The relayer pays fees. */
function relayerOf({ relayer }: PassaFile): string {
	if (relayer) return relayer;
	throw new PassaError('METHOD_UNAVAILABLE', 'this Passa has no relayer, so nobody pays your network fee');
}

/** M-Pesa needs a running relayer. With the simulator, any phone pays. */
async function byMpesa(
	{ relayer, rpc, simulators }: PassaFile,
	event: string,
	lines: Item & { also: Item[] },
	{ dataDir, phone = simulators?.mpesa ? randomPhone() : undefined }: { dataDir: string; phone?: string },
): Promise<Receipt & { reference: string }> {
	if (!relayer)
		throw new PassaError('METHOD_UNAVAILABLE', 'this Passa has no relayer, so no M-Pesa: use --method usdc');
	if (!phone)
		throw new PassaError('FLAGS_INVALID', '--phone must be the Kenyan number that pays, e.g. 254712345678');
	const say = (line: string) => console.error(line);
	const order = await buyByMpesa(relayer, { event, ...lines, phone }, say, (made) =>
		keepOrder(dataDir, made),
	);
	const { terms } = await readEventState(rpc, event);
	const all = [lines, ...lines.also];
	const total = all.reduce((sum, { tier, qty }) => sum + terms.tiers[tier]!.price * BigInt(qty), 0n);
	// A price is a multiple of 10 000 stroops: each share of it is exact, however much was sold before.
	const shares = splitsOf(
		terms.payees.map((p) => p.bps),
		0n,
		total,
	);
	return {
		reference: order.reference,
		orders: order.chains.map(({ orderId }) => BigInt(orderId)),
		tickets: order.chains.flatMap(({ tickets }) => tickets.map(BigInt)),
		total,
		splits: describeSplits(terms, shares),
		hash: order.chains[0]!.txHash,
		ledger: order.chains[0]!.ledger,
	};
}

/** The wallet of PASSA_WALLET_SECRET, or on localnet a new one with a trust line and some USDC. */
async function walletOf(chain: Chain, passa: PassaFile, dataDir: string): Promise<Keypair> {
	const { PASSA_WALLET_SECRET: secret } = readEnv({
		PASSA_WALLET_SECRET: secretKey
			.optional()
			.describe('a whole secret key: S and 55 more characters, as the wallet shows it'),
	});
	if (secret) return Keypair.fromSecret(secret);
	const deployment = readDeployment(dataDir);
	if (chain.passphrase !== localnetPassphrase || !deployment?.roles.issuer) {
		throw new PassaError('ENV_INVALID', 'PASSA_WALLET_SECRET must be the secret key of a wallet with USDC');
	}
	const wallet = Keypair.random();
	keepWallet(dataDir, wallet);
	const asset = new Asset(passa.usdcAsset.code, passa.usdcAsset.issuer);
	await fund(chain, wallet.publicKey());
	await sendClassic(
		chain,
		[wallet, keyOf(deployment.roles.issuer)],
		[
			Operation.changeTrust({ asset }),
			Operation.payment({
				asset,
				amount: pocketMoney,
				destination: wallet.publicKey(),
				source: asset.getIssuer()!,
			}),
		],
	);
	return wallet;
}

/** An order's id is unique only within its event, so both are printed. */
function print(event: string, receipt: Receipt & { reference?: string }, json: boolean): void {
	const splits = receipt.splits.map((s) => ({ ...s, amount: s.amount.toString() }));
	if (json) {
		const answer = {
			orderId: receipt.orders[0]!.toString(),
			orders: receipt.orders.map(String),
			event,
			...(receipt.reference ? { reference: receipt.reference } : {}),
			tickets: receipt.tickets.map(String),
			total: receipt.total.toString(),
			splits,
			txHash: receipt.hash,
			ledger: receipt.ledger,
		};
		console.log(JSON.stringify(answer));
		return;
	}
	const numbers = receipt.orders.join(', ');
	// Who paid by M-Pesa goes on with the reference: the chain's number opens nothing without a wallet.
	const name = receipt.reference ? `${receipt.reference} (on chain ${numbers})` : numbers;
	console.log(`Order ${name}: ${receipt.tickets.length} ticket(s), USDC ${formatUsdc(receipt.total)}`);
	for (const ticket of receipt.tickets) console.log(`  ticket ${ticket}`);
	for (const split of receipt.splits) {
		console.log(`  ${split.role.padEnd(10)} USDC ${formatUsdc(split.amount).padStart(12)}  ${split.payee}`);
	}
	console.log(`  transaction ${receipt.hash}, ledger ${receipt.ledger}`);
}
