import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DraftPayee, DraftProblem } from '#platform/client.ts';
import { openWarnings } from './open-warnings.ts';

const payees = ['GA', 'GB'].map((address): DraftPayee => ({ name: '', address, role: 'artist', bps: 1 }));
const at = (index: number, code: string): DraftProblem => ({
	path: `payees.${index}.address`,
	code,
	message: '',
});
const codes = (warnings: DraftProblem[], demo: string | null) =>
	openWarnings(warnings, payees, demo).map((w) => w.code);

test('the demo wallet opens its own account and trust line, and nothing else', () => {
	const own = [at(0, 'PAYEE_NO_TRUST_LINE'), at(0, 'PAYEE_ACCOUNT_MISSING')];
	assert.equal(codes(own, 'GA'), []);
	assert.equal(codes(own, 'GB').length, 2, 'another wallet opens nothing');
	assert.equal(codes(own, null).length, 2);
	assert.equal(codes([at(0, 'PAYEE_MEMO_REQUIRED'), at(1, 'PAYEE_NO_TRUST_LINE')], 'GA').length, 2);
});

test.run();
