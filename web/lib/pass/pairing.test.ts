import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNumber, newSecret, Pairing, whenSaid } from './pairing.ts';

const test = suite('a phone is paired by a code');
/** What Passa keeps, by path. */
const kept = new Map<string, string>();
const fetchBefore = globalThis.fetch;
test.before(() => {
	globalThis.fetch = (async (url: string, { method, body }: RequestInit = {}) => {
		const [name, side] = url.replace('/api/relayer/v1/pairings/', '').split('/') as [string, string?];
		if (method === 'PUT') {
			const path = `${name}/${side}`;
			if (kept.has(path)) return new Response('{"code":"PAIRING_TAKEN"}', { status: 409 });
			kept.set(path, JSON.parse(body as string).sealed);
			return new Response(null, { status: 204 });
		}
		const of = (which: string) => kept.get(`${name}/${which}`) ?? null;
		return new Response(JSON.stringify({ asked: of('asked'), given: of('given') }));
	}) as typeof fetch;
});
test.after(() => {
	globalThis.fetch = fetchBefore;
});

const deviceKey = btoa(String.fromCharCode(2, ...Array(32).fill(7)));

test('both who know the secret understand each other; Passa and others do not', async () => {
	const secret = newSecret();
	const [phone, computer, other] = [
		(await Pairing.of(secret))!,
		(await Pairing.of(secret))!,
		(await Pairing.of(newSecret()))!,
	];
	assert.is(await computer.hear('asked'), null);
	await phone.say('asked', { deviceKey });
	assert.equal(await whenSaid(computer, 'asked', () => false), { deviceKey });
	assert.is(await other.hear('asked'), null);
	const all = [...kept.entries()].flat().join(' ');
	assert.not.ok(
		all.includes(secret) || all.includes(deviceKey) || atob([...kept.values()][0]!).includes('deviceKey'),
	);
	let code = '';
	await phone.say('asked', { deviceKey }).catch((error) => (code = error.code));
	assert.is(code, 'PAIRING_TAKEN');
});

test('what the phone asked is not taken for what it is given, and what was changed is nothing', async () => {
	const secret = newSecret();
	const pairing = (await Pairing.of(secret))!;
	await pairing.say('asked', { deviceKey });
	const [path, text] = [...kept.entries()].at(-1)!;
	kept.set(path.replace('asked', 'given'), text);
	assert.is(await pairing.hear('given'), null);
	kept.set(path, `${text.slice(0, -8)}AAAAAAA=`);
	assert.is(await pairing.hear('asked'), null);
});

test('a text that is no secret pairs nobody, and two keys show two numbers', async () => {
	for (const text of ['', 'short', `${newSecret()}x`, 'ä'.repeat(22)])
		assert.is(await Pairing.of(text), null);
	assert.match(await checkNumber({ deviceKey }), /^\d{4}$/);
	assert.is.not(
		await checkNumber({ deviceKey }),
		await checkNumber({ deviceKey: btoa(String.fromCharCode(3, ...Array(32).fill(7))) }),
	);
});

test.run();
