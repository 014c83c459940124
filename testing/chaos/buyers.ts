import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import { relayerClient } from '#relayer/client.ts';
import { type Deployment, keyOf } from '#scripts/deploy/deployment.ts';
import { createAccounts, sendClassic } from '#scripts/deploy/send-classic.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { buy, quote } from '#shared/chain/submit/purchase.ts';
import type { Problem } from '#shared/errors.ts';
import type { MpesaBuyer } from './plan.ts';

const againMilliseconds = 1000;
/** A buyer's patience is longer than any fault. */
const patienceMilliseconds = 180_000;
const pocketMoney = '10';
/** The most operations in a transaction. */
const operationsAtOnce = 50;

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Where purchases happen. */
export type Shop = { chain: Chain; event: string; relayer: string; mpesa: string };

/** Wallets with USDC, all made in a few transactions. */
export async function openWallets(
	chain: Chain,
	{ usdcAsset, roles }: Deployment,
	count: number,
): Promise<Keypair[]> {
	const keys = Array.from({ length: count }, () => Keypair.random());
	const asset = new Asset(usdcAsset.code, usdcAsset.issuer);
	const parts = Array.from({ length: Math.ceil(count / operationsAtOnce) }, (_, i) =>
		keys.slice(i * operationsAtOnce, (i + 1) * operationsAtOnce),
	);
	for (const part of parts) {
		const addresses = part.map((k) => k.publicKey());
		await sendClassic(chain, [keyOf(roles.treasury)], createAccounts(addresses, '10'));
		await Promise.all(part.map((k) => sendClassic(chain, [k], [Operation.changeTrust({ asset })])));
		const gifts = addresses.map((destination) =>
			Operation.payment({ asset, amount: pocketMoney, destination }),
		);
		await sendClassic(chain, [keyOf(roles.issuer!)], gifts);
	}
	return keys;
}

/** The first balance of a wallet, in stroops. */
export const pocketStroops = BigInt(pocketMoney) * 10_000_000n;

/**
 * Buys until it worked once. A purchase whose answer was lost may have worked, so there may be two: the books compare
 * money with tickets, not with wishes.
 */
export async function buyByWallet({ chain, event }: Shop, wallet: Keypair, qty: number): Promise<void> {
	await untilItWorks(async () => {
		const quoted = await quote(chain, event, wallet.publicKey(), [{ tier: 0, qty }]);
		await buy(chain, quoted, signWith(wallet, chain.passphrase));
	});
}

/** An order's reference and its read token, or the code of a refusal. */
export type Ordered = { reference: string; token: string } | { refused: string };

/** Orders until the relayer answers, by one idempotency key. `also`: other tiers of a cart. */
export async function orderByMpesa(
	shop: Shop,
	buyer: MpesaBuyer,
	key: string,
	also: { tier: number; qty: number }[] = [],
): Promise<Ordered> {
	const { event, relayer, mpesa } = shop;
	const client = relayerClient(relayer, { headers: { 'x-forwarded-for': buyer.address } });
	await untilItWorks(async () => {
		const body = JSON.stringify({ behaviour: buyer.manner, phone: buyer.phone });
		const answer = await fetch(`${mpesa}/control/behaviour`, { method: 'POST', body });
		if (!answer.ok) throw new Error(`the simulator answers ${answer.status}`);
	});
	return untilItWorks(async () => {
		const cart = also.length > 0 ? { also } : {};
		const json = { event, tier: 0, qty: buyer.qty, ...cart, phone: buyer.phone, idempotencyKey: key };
		const made = await client.v1.orders.$post({ json });
		if (made.ok) {
			const { order, token } = await made.json();
			return { reference: order.reference, token };
		}
		const { code } = (await (made as Response).json()) as Problem;
		if (made.status >= 500 || made.status === 429) throw new Error(code);
		return { refused: code };
	});
}

/** Repeats work each second, for as long as a buyer is patient. */
export async function untilItWorks<T>(work: () => Promise<T>): Promise<T> {
	for (const end = Date.now() + patienceMilliseconds; ; ) {
		try {
			return await work();
		} catch (error) {
			if (Date.now() > end) throw error;
			await pause(againMilliseconds);
		}
	}
}

/** The relayer offers an event once its seats are set aside on chain. */
export async function untilOffered(relayer: string, event: string): Promise<void> {
	for (;;) {
		const answer = await fetch(`${relayer}/v1/events/${event}/availability`).catch(() => null);
		const body = answer?.ok ? ((await answer.json()) as { items: { left: number }[] }) : null;
		if (body?.items.some(({ left }) => left > 0)) return;
		await pause(200);
	}
}
