import type { Keypair } from '@stellar/stellar-sdk';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call } from '#shared/chain/rpc.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { actOnTicket, quoteTicket } from '#shared/chain/submit/ticket-action.ts';
import type { EventInit } from '#shared/contract/event.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { drain } from '#shared/service/worker.server.ts';
import { scanChanges } from '../../keeper/scan-changes.ts';
import type { OrderRow } from '../../models/orders.ts';
import type { Asker } from '../../orders/asker.ts';
import { openRefundsFixture, refundable } from '../../refunds/test/fixture.ts';
import { owner } from '../../test/askers.ts';
import { announce, orderOf } from '../../test/fixture.ts';
import { buyOnChain } from '../buy-on-chain.ts';
import { quoteSale, readSeller } from '../sale-offer.ts';
import { type SellDeps, sellOnChain } from '../sell-on-chain.ts';
import { sellTicket, takeOffSale } from '../sell-ticket.ts';

export type SaleFixture = Awaited<ReturnType<typeof openSaleFixture>>;

/** KES 1 161 is USDC 9 at the rate of play money; its seller gets KES 1 069: less 5 % for the event, and 3 %. */
export const [asked, gets] = [116_100n, 106_900n];

/** A network, M-Pesa, and the workers that sell, buy and refund, which a test works by hand. */
export async function openSaleFixture() {
	/** `onRead`: a test counts how often the chain is read for sales. */
	const f = Object.assign(await openRefundsFixture(), { onRead: () => {} });
	const { chainFixture, settle } = f;
	const { chain, registry } = settle;
	const relayer = keyOf(chainFixture.deployment.roles.relayer);
	const keys = channelKeys(relayer.secret(), 'resale channel', 2);
	await openChannels(chain, relayer, keys);
	let rate = f.orders.rate;
	const over = () => new ChannelAccounts(chain, keys);
	const orders = { ...f.orders, chain, registry };
	const seller = (between?: SellDeps['between']) =>
		sellOnChain({ ...settle, channels: over(), rate, ...(between ? { between } : {}) });
	/** What the keeper does with each ledger. */
	const scan = async (): Promise<void> => {
		const { rpcUrl } = chain;
		const { sinceLedger } = chainFixture.deployment;
		const { sequence } = await call(rpcUrl, 'getLatestLedger');
		await scanChanges({ db: f.db, rpcUrl, registry, sinceLedger, log: settle.log }, sequence);
	};
	const phoneOf = async (no: bigint): Promise<string> => {
		const [push] = await f.rows('SELECT phone_sealed FROM relay.pushes WHERE order_no = $1', [no]);
		return f.orders.seal.open(push.phone_sealed);
	};
	const issued = (no: bigint) => orderOf(f, no) as Promise<OrderRow & { chainOrder: bigint }>;

	return Object.assign(f, {
		orders,
		seller,
		issuedOrder: issued,
		phoneOf,
		eventWith: (policy: Partial<EventInit['policy']> = {}): Promise<string> =>
			announce(f, refundable(f, { resale_cap_bps: 11_000, resale_limit: 3, royalty_bps: 500, ...policy })),
		setRate(to: bigint): void {
			rate = to as KesRate;
		},
		async quote(no: bigint, askedKes = asked) {
			return quoteSale(orders, await readSeller(orders, await issued(no)), askedKes);
		},
		async sell(
			no: bigint,
			change: { ticket?: number; askedKes?: bigint; getsKes?: bigint; phone?: string } = {},
			by: Asker = owner,
		) {
			const phone = await phoneOf(no);
			const wanted = { ticket: 0, askedKes: asked, getsKes: gets, phone, ...change };
			return sellTicket(orders, await issued(no), wanted, by);
		},
		takeOff: async (no: bigint, ticket = 0) => takeOffSale(orders, await issued(no), ticket),
		ticketOf: async (no: bigint, index = 0) => ticketId((await issued(no)).chainOrder, index),
		async buyByWallet(event: string, ticket: bigint, price = 90_000_000n): Promise<Keypair> {
			const fan = await chainFixture.fan();
			const quoted = await quoteTicket(chain, event, fan.publicKey(), { do: 'buy', ticket, price });
			await actOnTicket(chain, quoted, signWith(fan, chain.passphrase));
			return fan;
		},
		scan,
		/** All that is due, and what becomes due within these seconds. */
		async run(seconds = 0): Promise<void> {
			for (let past = 0; past <= seconds; past++) {
				await scan();
				await drain(seller((name) => (name === 'read' ? f.onRead() : undefined)));
				await drain(buyOnChain({ ...settle, channels: over() }));
				await f.work();
				if (past < seconds) f.clock.advance(1000);
			}
		},
		/** What was signed before can land no more. */
		letExpire(): void {
			chainFixture.localnet.network.advance(120);
			for (let i = 0; i < 102; i++) chainFixture.localnet.network.close();
		},
		seen: async (no: bigint) => readSeller(orders, await issued(no)),
	});
}
