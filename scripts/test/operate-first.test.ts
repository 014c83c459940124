import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planOperation } from '#shared/chain/submit/operate.ts';
import { ChainFixture, codeOf } from '#testing/fixtures/chain-fixture.ts';

const test = suite('operations on an event of the first version');

test('are refused before a wallet is asked: its contract has no such entries', async () => {
	const fixture = await ChainFixture.start('instant', 'first');
	try {
		const event = await fixture.publish();
		for (const operation of [{ do: 'cancel' }, { do: 'pause' }, { do: 'postpone', by: 86_400n }] as const)
			assert.is(await codeOf(planOperation(fixture.chain, event, operation)), 'EVENT_TOO_OLD');
	} finally {
		await fixture.close();
	}
});

test.run();
