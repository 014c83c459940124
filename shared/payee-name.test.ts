import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deferredShares } from './deferred-shares.ts';
import { namesPassa } from './payee-name.ts';

test("a payee's name with Passa in it is found in any form", () => {
	for (const name of [
		'Passa',
		'Held for Asha by Passa',
		'PASSA',
		'Ｐａｓｓａ',
		'Pássa',
		'Раssа',
		'ΡΑЅЅΑ',
		'Pas\u00ADsa',
		'zimewekwa na passa)',
	])
		assert.ok(namesPassa(name), name);
	for (const name of ['Asha', 'Passage Club', 'Sapassa', 'Passa2go', 'Саша', 'Раиса', ''])
		assert.not(namesPassa(name), name);
});

test("shares are held only at Passa's own account, whatever the document says", () => {
	const [ours, other] = ['GOURS', 'GOTHER'];
	const share = { ref: 'r1', name: 'Asha', role: 'artist', bps: 3500 };
	const payee = { name: 'Held for Asha by Passa', role: 'artist', held: [share] };
	assert.equal(deferredShares(payee, ours, ours), [{ name: 'Asha', role: 'artist', bps: 3500 }]);
	assert.equal(deferredShares(payee, other, ours), []);
	assert.equal(deferredShares(payee, ours, null), [], 'nobody is paid later here');
	assert.equal(deferredShares({ name: 'Asha', role: 'artist' }, ours, ours), []);
	assert.equal(deferredShares(undefined, ours, ours), []);
});

test.run();
