import { Keypair } from '@stellar/stellar-sdk';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call } from '#shared/chain/rpc.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import type { CallDeps } from '../../calls/call-job.ts';
import { announce, type Fixture, openFixture } from '../../test/fixture.ts';
import { eventStatus } from '../event-status.ts';

export type InterventionFixture = Fixture & { deps: CallDeps };

/** A network and a relayer's database; nothing runs that a test does not work by hand, no keeper either. */
export async function openInterventions(): Promise<InterventionFixture> {
	const fixture = await openFixture();
	const { chainFixture, settle } = fixture;
	const { relayer } = chainFixture.deployment.roles;
	const keys = channelKeys(relayer.secret!, 'asked payout', 1);
	await openChannels(chainFixture.chain, keyOf(relayer), keys);
	const deps = { ...settle, channels: new ChannelAccounts(chainFixture.chain, keys) };
	return Object.assign(fixture, { deps });
}

/** An event that sold a ticket for 10 USDC, whose artist cannot take money yet. */
export async function soldWithPoorArtist(fixture: Fixture): Promise<{ event: string; artist: Keypair }> {
	const { chainFixture } = fixture;
	const artist = Keypair.random();
	await chainFixture.wallets([artist], 0, false);
	const init = chainFixture.terms();
	init.payees[1]!.address = artist.publicKey();
	const event = await announce(fixture, init);
	await sell(fixture, event);
	return { event, artist };
}

export async function sell({ chainFixture }: Fixture, event: string): Promise<void> {
	await chainFixture.buy(await chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
}

export const paidOf = async ({ chainFixture }: Fixture, event: string): Promise<bigint[]> =>
	(await readEventState(chainFixture.chain.rpcUrl, event)).paid;

export async function standOf({ chainFixture, settle, db, rows }: Fixture, event: string) {
	const [{ no, name }] = await rows('SELECT no, name FROM relay.events WHERE event = $1', [event]);
	const deps = { db, chain: chainFixture.chain, registry: settle.registry, relayer: settle.signer.relayer };
	return eventStatus(deps, { event, no, name }, 'ann');
}

/** The network's time goes on by so many seconds. */
export const advance = ({ chainFixture }: Fixture, seconds: number) =>
	call(chainFixture.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds });
