import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { guestIn } from './guest.ts';

test('a guest is a wallet, a Kenyan number or an e-mail address', () => {
	const wallet = `G${'A'.repeat(55)}`;
	assert.equal(guestIn(` ${wallet} `), { by: 'wallet', to: wallet });
	assert.equal(guestIn('0712 345 678'), { by: 'phone', to: '254712345678' });
	assert.equal(guestIn('guest@example.com'), { by: 'email', to: 'guest@example.com' });
	for (const none of ['', 'GABC', '0612', 'guest@']) assert.is(guestIn(none), null, none);
});

test.run();
