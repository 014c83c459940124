import { randomUUID } from 'node:crypto';
import type { Keypair } from '@stellar/stellar-sdk';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { holdingOf } from '#shared/chain/state/trust-lines.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { actOnTicket, quoteTicket } from '#shared/chain/submit/ticket-action.ts';
import type { EventInit } from '#shared/contract/event.ts';
import type { TicketAction } from '#shared/contract/ticket-action.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { drain } from '#shared/service/worker.server.ts';
import type { CallDeps } from '../../calls/call-job.ts';
import type { OrderRow } from '../../models/orders.ts';
import type { Asker } from '../../orders/asker.ts';
import { owner } from '../../test/askers.ts';
import { announce, type Fixture, freshPhone, openFixture, orderOf, pay } from '../../test/fixture.ts';
import { buyListing } from '../buy-listing.ts';
import { buyOnChain } from '../buy-on-chain.ts';
import { readListing } from '../read-listing.ts';

/** USDC 9, which is KES 1 161 at the rate of play money. */
export const asked = 90_000_000n;
export const askedKes = 119_600n;

export type Listed = { event: string; ticket: bigint; seller: Keypair };
export type ResaleFixture = Awaited<ReturnType<typeof openResaleFixture>>;

/** A network, a relayer's database, and the worker that buys listed tickets, which a test works by hand. */
export async function openResaleFixture() {
	const fixture: Fixture = await openFixture();
	const { chainFixture, settle } = fixture;
	const { relayer } = chainFixture.deployment.roles;
	const keys = channelKeys(relayer.secret!, 'resale channel', 2);
	await openChannels(chainFixture.chain, keyOf(relayer), keys);
	const { chain, registry } = settle;
	const orders = { ...fixture.orders, chain, registry };
	const worker = (between?: CallDeps['between']) =>
		buyOnChain({ ...settle, channels: new ChannelAccounts(chain, keys), ...(between ? { between } : {}) });
	const act = async (by: Keypair, event: string, action: TicketAction) =>
		actOnTicket(
			chain,
			await quoteTicket(chain, event, by.publicKey(), action),
			signWith(by, chain.passphrase),
		);

	return {
		...fixture,
		orders,
		act,
		worker,
		/** An event whose tickets fans may sell on, with 5 % of each resale for the event. */
		eventWith(policy: Partial<EventInit['policy']> = {}): Promise<string> {
			const terms = chainFixture.terms();
			const resale = { resale_cap_bps: 11_000, resale_limit: 3, royalty_bps: 500 };
			return announce(fixture, { ...terms, policy: { ...terms.policy, ...resale, ...policy } });
		},
		/** A ticket that a fan bought by wallet and offers: the second of two. */
		async listed(event: string, price = asked): Promise<Listed> {
			const seller = await chainFixture.fan();
			const { tickets } = await chainFixture.buy(seller, event, [{ tier: 0, qty: 2 }]);
			await act(seller, event, { do: 'list', ticket: tickets[1]!, price });
			return { event, ticket: tickets[1]!, seller };
		},
		unlist: ({ event, ticket, seller }: Listed) => act(seller, event, { do: 'unlist', ticket }),
		order: async (
			{ event, ticket }: Pick<Listed, 'event' | 'ticket'>,
			by: Asker = owner,
			change: { amountKes?: bigint; phone?: string; idempotencyKey?: string } = {},
		): Promise<OrderRow> => {
			const wanted = { event, ticket, provider: 'mpesa' as const, amountKes: askedKes };
			const own = { phone: freshPhone(), idempotencyKey: randomUUID() };
			return (await buyListing(orders, { ...wanted, ...own, ...change }, by)).order;
		},
		/** The order once it is paid. */
		async paid(listed: Pick<Listed, 'event' | 'ticket'>): Promise<OrderRow> {
			const { no } = await this.order(listed);
			await pay(fixture, no);
			return orderOf(fixture, no);
		},
		/** All that is due, and what becomes due within these seconds. */
		async work(seconds = 0): Promise<void> {
			for (let past = 0; past <= seconds; past++) {
				await drain(worker());
				if (past < seconds) fixture.clock.advance(1000);
			}
		},
		/** What was signed before can land no more: its minute, and the ledgers that its authorisation is valid in, are over. */
		letExpire(): void {
			chainFixture.localnet.network.advance(120);
			for (let i = 0; i < 20; i++) chainFixture.localnet.network.close();
		},
		holderOf: async ({ event, ticket }: Pick<Listed, 'event' | 'ticket'>) =>
			(await readListing({ chain, registry, db: fixture.db }, event, ticket)).facts,
		/** Stroops. */
		async usdcOf(address: string): Promise<bigint> {
			const { usdcAsset } = chainFixture.deployment;
			return (await holdingOf(chain.rpcUrl, `${usdcAsset.code}:${usdcAsset.issuer}`, address)) ?? 0n;
		},
		/** State and reason of an order, and of its refund. */
		async endOf(no: bigint): Promise<string> {
			const [row] = await fixture.rows(
				`SELECT o.state, o.reason, r.reason AS back, count(r.id) OVER () AS n FROM relay.orders o
				LEFT JOIN relay.payments p ON p.order_no = o.no LEFT JOIN relay.refunds r ON r.payment_id = p.id WHERE o.no = $1`,
				[no],
			);
			return [row.state, row.back, row.n > 1 ? row.n : null].filter(Boolean).join(' ');
		},
	};
}
