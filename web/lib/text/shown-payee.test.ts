import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Metadata } from '#shared/metadata.ts';
import { documentNames, shownPayee } from './shown-payee.ts';

const [wallet, payouts] = ['GWALLET', 'GPAYOUTS'];
const share = { ref: 'r1', name: 'Asha', role: 'artist', bps: 3500 };
const held = { name: 'Held for Asha by Passa', role: 'artist', held: [share] };
const documentOf = (...payees: Metadata['payees']) => ({ payees }) as Metadata;

test("money is held by Passa only at Passa's own account", () => {
	const names = (address: string) => documentNames(documentOf(held), [{ address, role: 1 }], payouts);
	assert.equal(names(payouts), ['Asha (held by Passa)']);
	assert.equal(names(wallet), ['Artist'], "an organizer's own wallet beside our words");
	assert.equal(documentNames(null, [{ address: wallet, role: 1 }], payouts), []);
	assert.equal(documentNames(documentOf(), [{ address: wallet, role: 1 }], payouts), [null]);
});

test("only the platform's payee has our name", () => {
	assert.is(shownPayee({ role: 'platform', name: 'Passa' }), 'Passa');
	assert.is(shownPayee({ role: 'artist', name: 'Asha (held by Passa)' }), 'Artist');
	assert.is(shownPayee({ role: 'artist', name: 'Asha' }), 'Asha');
	// The document says that it is the platform, and the contract does not.
	const forged = documentOf({ name: 'Passa', role: 'platform' });
	assert.equal(documentNames(forged, [{ address: wallet, role: 1 }], payouts), ['Artist']);
});

test.run();
