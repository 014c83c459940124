import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rememberWallet } from '../../wallet/wallet.ts';
import { forgetSent, rememberSent, type SentPurchase, sentPurchases } from './sent-purchases.ts';

const sent: SentPurchase = {
	envelope: 'AAAA',
	eventNo: 1,
	eventName: 'Koroga',
	line: 'Regular × 2',
	sentAt: Date.now(),
	landed: null,
};
const use = (storage: object) =>
	Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
function inMemory(): void {
	const kept = new Map<string, string>();
	use({
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
	});
}
function blocked(): void {
	const refuse = () => {
		throw new Error('SecurityError');
	};
	use({ getItem: refuse, setItem: refuse });
}

test('a browser that keeps nothing does not stop a purchase', () => {
	blocked();
	rememberWallet(`G${'A'.repeat(55)}`);
	rememberSent(sent);
	forgetSent(sent);
	assert.equal(sentPurchases(), []);
});

test('the control: another one keeps it until it is forgotten, and an unconfirmed one for a day', () => {
	inMemory();
	rememberSent(sent);
	assert.equal(sentPurchases(), [sent]);
	assert.equal(sentPurchases(Date.now() + 90_000_000), []);
	forgetSent(sent);
	assert.equal(sentPurchases(), []);
});

test.run();
