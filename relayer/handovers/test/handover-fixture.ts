import type { Keypair } from '@stellar/stellar-sdk';
import { keyOf } from '#scripts/deploy/deployment.ts';
import type { EventInit } from '#shared/contract/event.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { drain } from '#shared/service/worker.server.ts';
import { ownSession } from '#shared/session.server.ts';
import { passNotices } from '../../contacts/pass-notices.ts';
import type { NoticeContent } from '../../contacts/platform-gateway.ts';
import type { HandoverRow } from '../../models/handovers.ts';
import type { OrderRow } from '../../models/orders.ts';
import { linkCodesOf } from '../../signer.server.ts';
import { type FakePlatform, fakePlatform } from '../../test/fake-platform.ts';
import {
	announce,
	type Fixture,
	laneWorker,
	openFixture,
	order,
	orderOf,
	pay,
	runDry,
} from '../../test/fixture.ts';
import type { HandoverDeps } from '../handover-deps.ts';
import { offerTicket } from '../offer-ticket.ts';
import { type MoveKillPoint, submitMoves } from '../submit-moves.ts';

export type HandoverFixture = Fixture & {
	deps: HandoverDeps;
	platform: FakePlatform;
	movers: readonly Keypair[];
};

/** A network, a relayer's database, and a platform that a test makes say who has proved what. */
export async function openHandoverFixture(): Promise<HandoverFixture> {
	const fixture = await openFixture();
	const { chain, deployment } = fixture.chainFixture;
	const { relayer } = deployment.roles;
	const movers = channelKeys(relayer.secret!, 'wallet channel', 2);
	await openChannels(chain, keyOf(relayer), movers);
	const platform = fakePlatform();
	const { log, registry } = fixture.settle;
	const deps = { ...fixture.orders, platform, chain, registry, log };
	return Object.assign(fixture, { deps, platform, movers });
}

/** An order of `qty` tickets that a phone has paid, with its tickets on chain. */
export async function soldOrder(fixture: HandoverFixture, event: string, qty = 1): Promise<OrderRow> {
	const { no } = (await order(fixture, event, qty)).order;
	await fixture.rows(`UPDATE relay.pushes SET state = 'paid' WHERE order_no = $1`, [no]);
	await pay(fixture, no);
	await runDry(laneWorker(fixture));
	return orderOf(fixture, no);
}

/** An event whose policy is changed in this way. */
export const eventWith = (fixture: Fixture, policy: Partial<EventInit['policy']> = {}): Promise<string> => {
	const terms = fixture.chainFixture.terms();
	return announce(fixture, { ...terms, policy: { ...terms.policy, ...policy } });
};

/** A person who has proved this phone or address. */
export function personWith(fixture: HandoverFixture, by: string, value: string) {
	fixture.platform.proved.set(by, [{ kind: value.includes('@') ? 'email' : 'phone', value }]);
	return ownSession(by, ['fan']);
}

/** Sends a ticket and the message about it. Returns the message's own token. */
export async function sendTo(
	fixture: HandoverFixture,
	from: OrderRow,
	to: string,
	ticket = 0,
): Promise<{ row: HandoverRow; token: string; message: NoticeContent }> {
	const row = await offerTicket(fixture.deps, from, { ticket, to, language: 'en' });
	await passAll(fixture);
	// The message about the purchase may be passed on beside it.
	const sent = [...fixture.platform.messages.values()];
	const message = sent.findLast(({ about }) => about === 'handover_offered')!;
	return { row, token: fixture.deps.contactTokens(from.reference, `handover ${row.id}`), message };
}

export const passAll = (fixture: HandoverFixture): Promise<number> =>
	drain(passNotices({ ...fixture.deps, platform: fixture.platform, linkCodes: linkCodesOf('f'.repeat(64)) }));

export const movesOf = (fixture: HandoverFixture, between?: (step: MoveKillPoint) => void | Promise<void>) =>
	submitMoves({
		...fixture.deps,
		relayer: fixture.settle.signer.relayer,
		channels: new ChannelAccounts(fixture.chainFixture.chain, fixture.movers),
		between,
	});
