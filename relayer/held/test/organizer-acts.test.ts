import { Operation } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import { readEventState } from '#shared/chain/state/event-state.ts';
import type { SignTransaction } from '#shared/chain/submit/invoke.ts';
import { carryOut, planOperation, refundMoney } from '#shared/chain/submit/operate.ts';
import { publish } from '#shared/chain/submit/publish.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { splitsHash } from '#shared/contract/event-v2/splits-hash.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { chainFor } from '../../network-fees/test/fees-fixture.ts';
import { lookAround } from '../../test/fixture.ts';
import { type HeldFixture, openHeldFixture, type Person } from './held-fixture.ts';

const test = suite('what an organizer does by an account that Passa holds');
let fixture: HeldFixture;
let nonce = 0n;
let one: Organizer | undefined;
test.before(async () => {
	fixture = await openHeldFixture();
});
test.after(() => fixture.close());

type Organizer = Person & { chain: ReturnType<typeof chainFor>; sign: SignTransaction };

/** Without XLM and without a wallet; with some USDC. */
async function organizer(): Promise<Organizer> {
	const someone = await fixture.opened();
	const { deployment, asset, chain } = fixture.chainFixture;
	const gift = Operation.payment({ destination: someone.address, asset, amount: '500' });
	await sendClassic(chain, [keyOf(deployment.roles.issuer!)], [gift]);
	const sign = async (envelope: string) => (await fixture.act(someone, { kind: 'call', envelope })).signed!;
	return { ...someone, chain: chainFor(fixture.deps.paying, someone.by), sign };
}

/** An event of theirs, in which the first payee is the organizer. */
async function published({ address, chain, sign }: Organizer): Promise<string> {
	const terms = fixture.chainFixture.terms({ complimentary: 1 });
	const [own, ...others] = terms.payees;
	const init = { ...terms, payees: [{ ...own!, address }, ...others] };
	nonce += 1n;
	const publication = { registry: fixture.deps.registry, organizer: address, nonce, init };
	const { event } = await publish(chain, publication, sign);
	await lookAround(fixture);
	return event;
}

async function does(by: Organizer, event: string, operation: EventOperation): Promise<void> {
	const plan = await planOperation(by.chain, event, operation);
	assert.is(plan.feePaid, true, 'Passa pays the fee');
	await carryOut(by.chain, plan, by.sign);
}

const stateOf = (event: string) => readEventState(fixture.deps.chain.rpcUrl, event);
const buy = async (event: string) =>
	fixture.chainFixture.buy(await fixture.chainFixture.fan(), event, [{ tier: 0, qty: 1 }]);
/** Anybody may have payees paid: here the second and the third. */
const payOut = (event: string) => {
	const { chainFixture } = fixture;
	return chainFixture.call(chainFixture.organizer, event, 'distribute_ticket_revenue', {
		...{ mask: 0b110, creators: [] },
	});
};
const missingIn = async (event: string) => refundMoney(await stateOf(event)).missing;
const days = (n: number) => fixture.clock.advance(n * 86_400_000);

/** An event whose payees have the money, so that refunds need some of its organizer. */
async function cancelledAndPaidOut(by: Organizer): Promise<string> {
	const event = await published(by);
	await buy(event);
	await payOut(event);
	await does(by, event, { do: 'cancel' });
	return event;
}

/** Every act that an organizer's wallet can do. One that is added without a line here does not compile. */
const acts = {
	pause: (by, event) => does(by, event, { do: 'pause' }),
	resume: async (by, event) => {
		await does(by, event, { do: 'pause' });
		await does(by, event, { do: 'resume' });
	},
	cancel: (by, event) => does(by, event, { do: 'cancel' }),
	postpone: (by, event) => does(by, event, { do: 'postpone', by: 86_400n }),
	'add-tier': (by, event) => {
		const tier = fixture.chainFixture.tier({ price: 150_000_000n, capacity: 5, fiat_quota: 0 });
		return does(by, event, { do: 'add-tier', tier, replaces: 0 });
	},
	'set-details': async (by, event) => {
		const placeHash = (await stateOf(event)).terms.place_hash!;
		const metadataHash = new Uint8Array(32).fill(9);
		await does(by, event, { do: 'set-details', uri: 'metadata/new.json', metadataHash, placeHash });
	},
	'set-gate': async (by, event) => {
		const gate = (await fixture.chainFixture.fan()).publicKey();
		await does(by, event, { do: 'set-gate', gate, on: true });
	},
	complimentary: async (by, event) => {
		const to = (await fixture.chainFixture.fan()).publicKey();
		await does(by, event, { do: 'complimentary', to, tier: 0, nonce: 1n });
	},
	'pay-payee': async (by, event) => {
		await buy(event);
		await does(by, event, { do: 'pay-payee', index: 0 });
	},
	// In somebody else's event: an organizer's own share is accepted by the publication.
	'accept-share': async (by) => {
		const { policy, payees, ...rest } = fixture.chainFixture.terms();
		const [own, artist, ...others] = payees;
		const event = await fixture.chainFixture.publish({
			...{ ...rest, policy: { ...policy, consent: true } },
			payees: [own!, { ...artist!, address: by.address }, ...others],
		});
		await lookAround(fixture);
		const { terms } = await stateOf(event);
		await does(by, event, { do: 'accept-share', index: 1, splitsHash: splitsHash(terms) });
	},
	'fund-refunds': async (by) => {
		const event = await cancelledAndPaidOut(by);
		days(4);
		await does(by, event, { do: 'fund-refunds', amount: await missingIn(event) });
		assert.is(await missingIn(event), 0n);
	},
	'return-top-ups': async (by) => {
		const event = await published(by);
		await buy(event);
		await payOut(event);
		days(4);
		await does(by, event, { do: 'fund-refunds', amount: await missingIn(event) });
		await does(by, event, { do: 'return-top-ups' });
	},
} satisfies Record<EventOperation['do'], (by: Organizer, event: string) => Promise<void>>;

// First: an event's age is counted from the database's clock, which no test moves.
test('it puts money into its own event alone, what is missing there, and after three days', async () => {
	const by = await organizer();
	const event = await cancelledAndPaidOut(by);
	const missing = await missingIn(event);
	const funds = (amount: bigint, who = by, of = event) =>
		codeOf(does(who, of, { do: 'fund-refunds', amount }));
	assert.is(await funds(missing), 'EVENT_TOO_NEW', 'around the wait for new wallets');
	days(2);
	assert.is(await funds(missing), 'EVENT_TOO_NEW');
	days(2);
	assert.is(await funds(missing + 1n), 'NOT_OUR_CALL', 'more than is missing');
	const [plan, other] = [
		await planOperation(by.chain, event, { do: 'fund-refunds', amount: missing }),
		await organizer(),
	];
	assert.is(await codeOf(fixture.act(other, { kind: 'call', envelope: plan.envelope })), 'NOT_OUR_CALL');
	assert.is(await funds(missing), 'none');
	const [row] = await fixture.rows(
		`SELECT amount FROM relay.held_acts WHERE account = $1 AND amount > 0 AND state = 'signed'`,
		[by.by.account],
	);
	assert.is(BigInt(row.amount), missing, 'it counts among what leaves within a day');
});

for (const [name, act] of Object.entries(acts))
	test(`it can: ${name}`, async () => {
		// An account has few publications a day.
		days(2);
		one ??= await organizer();
		await act(one, await published(one));
	});

test.run();
