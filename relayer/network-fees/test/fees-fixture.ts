import { Asset, type Keypair, Operation } from '@stellar/stellar-sdk';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { spendableXlm } from '#shared/chain/state/spendable-xlm.ts';
import type { FeePayer, LinePayer } from '#shared/chain/submit/fee-payer.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { buy, quote, type Receipt } from '#shared/chain/submit/purchase.ts';
import { channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import type { Asker } from '../../orders/asker.ts';
import { guest } from '../../test/askers.ts';
import { type Fixture, openFixture, treasuryOf } from '../../test/fixture.ts';
import type { FeeDeps } from '../fee-deps.ts';
import { offerLine } from '../offer-line.ts';
import { assertFeesOpen, payFee } from '../pay-fee.ts';
import { payLine } from '../pay-line.ts';

export type FeesFixture = Fixture & { paying: FeeDeps };

/** A network, a relayer's database, and an account that pays network fees of others. */
export async function openFeesFixture(): Promise<FeesFixture> {
	const fixture = await openFixture();
	const { chain, deployment } = fixture.chainFixture;
	const { relayer, treasury } = deployment.roles;
	const payer = channelKeys(relayer.secret!, 'network fees', 1)[0]!;
	const openers = channelKeys(relayer.secret!, 'trust line', 2);
	await openChannels(chain, keyOf(relayer), [payer, ...openers]);
	const { db, clock, seal } = fixture.orders;
	const { log, registry } = fixture.settle;
	const paying: FeeDeps = {
		...{ db, clock, seal, log, chain, registry, payer, openers },
		asset: treasuryOf(fixture.chainFixture).asset,
		own: new Set([relayer.address, treasury.address, payer.publicKey()]),
		fees: { day: 200_000_000n, calls: 10, reserves: 200_000_000n },
	};
	return Object.assign(fixture, { paying });
}

/** Somebody whom no test met before. */
let askers = 0;
export const stranger = (): Asker => ({
	...guest,
	address: `198.51.100.${++askers}`,
	device: `device ${askers}`,
});

/** A wallet with USDC, and no XLM beyond its reserve. */
export async function withoutXlm({ chainFixture }: Fixture, usdc = 1000): Promise<Keypair> {
	const wallet = await chainFixture.fan(usdc);
	const { spendable } = (await spendableXlm(chainFixture.chain, wallet.publicKey()))!;
	const amount = `${(spendable - 1000n) / 10_000_000n}.${String((spendable - 1000n) % 10_000_000n).padStart(7, '0')}`;
	const destination = chainFixture.deployment.roles.treasury.address;
	await sendClassic(
		chainFixture.chain,
		[wallet],
		[Operation.payment({ destination, asset: Asset.native(), amount })],
	);
	return wallet;
}

/** What the web gives a page: the relayer pays for this asker. */
export const payerFor = (paying: FeeDeps, by: Asker): FeePayer => ({
	assertOpen: () => assertFeesOpen(paying, by),
	send: async (envelope) => void (await payFee(paying, envelope, by)),
});

/** The same for first trust lines. */
export const linePayerFor = (paying: FeeDeps, by: Asker): LinePayer => ({
	offer: (address) => offerLine(paying, address, by),
	send: async (envelope) => void (await payLine(paying, envelope, by)),
});

export const chainFor = (paying: FeeDeps, by: Asker): Chain => ({
	...paying.chain,
	feePayer: payerFor(paying, by),
	linePayer: linePayerFor(paying, by),
});

/** A signed purchase that only a fee payer can send. */
export async function signedPurchase(fixture: FeesFixture, wallet: Keypair, event: string): Promise<string> {
	const chain = chainFor(fixture.paying, stranger());
	const quoted = await quote(chain, event, wallet.publicKey(), [{ tier: 0, qty: 1 }]);
	return signWith(wallet, chain.passphrase)(quoted.envelope);
}

export async function buyWithout(
	paying: FeeDeps,
	wallet: Keypair,
	event: string,
	by: Asker = stranger(),
): Promise<Receipt> {
	const chain = chainFor(paying, by);
	const quoted = await quote(chain, event, wallet.publicKey(), [{ tier: 0, qty: 1 }]);
	return buy(chain, quoted, signWith(wallet, chain.passphrase));
}
