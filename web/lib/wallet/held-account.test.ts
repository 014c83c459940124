import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type HeldAccount, openedHeldAddress } from './held-account.ts';

const account = (balance: string | null): HeldAccount => ({ address: 'G', handedOver: false, balance });

/** Answers one after the other, the last one for ever; an error is thrown. */
function reading(...answers: (HeldAccount | null | Error)[]) {
	let pauses = 0;
	const read = async () => {
		const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
		if (answer instanceof Error) throw answer;
		return answer;
	};
	return { read, pause: async () => void pauses++, pauses: () => pauses };
}

const outcome = (given: ReturnType<typeof reading>) =>
	openedHeldAddress(given).catch(({ code }: { code: string }) => code);

test('an account on the network is used at once, one that is being opened once the network has it', async () => {
	const open = reading(account('0'));
	assert.is(await outcome(open), 'G');
	assert.is(open.pauses(), 0);
	const opening = reading(account(null), new Error('away'), account(null), account('0'));
	assert.is(await outcome(opening), 'G');
	assert.is(opening.pauses(), 3);
});

test('nobody waits for an account that there is not, or for ever', async () => {
	assert.is(await outcome(reading(null)), 'NO_HELD_ACCOUNT');
	assert.is(await outcome(reading(account(null))), 'HELD_NOT_OPEN');
	assert.is(await outcome(reading(new Error('away'))), 'HELD_NOT_OPEN');
});

test.run();
