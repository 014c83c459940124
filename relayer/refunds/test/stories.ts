import { type Keypair, nativeToScVal } from '@stellar/stellar-sdk';
import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { call } from '#shared/chain/rpc.ts';
import { signWith, submit } from '#shared/chain/submit/invoke.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { events } from '../../models/tiers.ts';
import { findEvent } from '../../orders/find-event.ts';
import { readStates, updateEvent } from '../../settle/save-event.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import { announce } from '../../test/fixture.ts';
import { openRefundsFixture, type RefundsFixture, refundable } from './fixture.ts';

/** Stories on one network, each with an event of its own. Each ends with books that balance. */
export function refundStories(name: string) {
	const test = suite(name);
	let fixture: RefundsFixture;
	test.before(async () => {
		fixture = await openRefundsFixture();
	});
	test.after(() => fixture.close());
	const story = (title: string, run: (f: RefundsFixture, event: string) => Promise<void>) =>
		test(title, async () => {
			fixture.restart();
			const event = await announce(fixture, refundable(fixture));
			await run(fixture, event);
			fixture.restart();
			await assertMoneyBalances(fixture, [event]);
			await assertBooksBalance(fixture);
			assert.equal(await auditOf(fixture, event), []);
		});
	return { test, story };
}

/** Checks of an auditor that fail. */
export async function auditOf({ chainFixture }: RefundsFixture, event: string): Promise<string[]> {
	const { registry, usdc, sinceLedger, eventWasm } = chainFixture.deployment;
	chainFixture.localnet.network.close();
	const evidence = await collectEvidence({ ...chainFixture.chain, registry, usdc, sinceLedger }, event);
	return audit(evidence, [eventWasm])
		.checks.filter(({ ok }) => !ok)
		.map(({ name, found }) => `${name}: ${found}`);
}

/** The organizer cancels, and the relayer has seen it. */
export async function cancelEvent(f: RefundsFixture, event: string): Promise<void> {
	const { organizer, chain } = f.chainFixture;
	await f.onEvent('cancel', event, { by: organizer.publicKey() });
	f.chainFixture.localnet.network.close();
	const { closeTime } = await call(chain.rpcUrl, 'getLatestLedger');
	const { no } = await findEvent(f.db, event);
	const { states } = await readStates(chain.rpcUrl, [{ event, no }], BigInt(closeTime));
	await f.db.transaction((tx) => updateEvent(tx, states[0]!));
	const [row] = await f.db.select().from(events).where(eq(events.event, event));
	assert.is(row!.closed, 'CANCELLED');
}

/** Shillings that M-Pesa gave back, by reversals and payouts. */
export const givenBack = ({ simulator: { ledger } }: RefundsFixture): number =>
	ledger.payments.filter(({ reversed }) => reversed).reduce((sum, { shillings }) => sum + shillings, 0) +
	ledger.payouts.filter(({ receipt }) => receipt !== null).reduce((sum, { shillings }) => sum + shillings, 0);

/** Reasons of an order's open cases. */
export const casesOf = async ({ rows }: RefundsFixture, no: bigint): Promise<string[]> =>
	(await rows('SELECT reason FROM relay.reviews WHERE order_no = $1 AND decided_at IS NULL', [no])).map(
		({ reason }) => reason,
	);

/** Gives the organizer USDC to put in. */
export async function give({ chainFixture }: RefundsFixture, stroops: bigint): Promise<void> {
	const from: Keypair = await chainFixture.fan();
	const args = [
		...[from, chainFixture.organizer].map((key) => nativeToScVal(key.publicKey(), { type: 'address' })),
		nativeToScVal(stroops, { type: 'i128' }),
	];
	const { chain, deployment } = chainFixture;
	await submit({
		chain,
		source: from.publicKey(),
		sign: signWith(from, chain.passphrase),
		operation: contractCall(deployment.usdc, 'transfer', args),
		failures: {},
	});
}
