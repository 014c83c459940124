import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView } from '#indexer/client.ts';
import type { SaleOfferView } from '#relayer/client.ts';
import { actionsOf, assertInWallets } from './actions-of.ts';
import { placeOf } from './lines-of-order.ts';
import { sellFromCustody } from './sell-from-custody.ts';
import { takeTicketBack } from './send-ticket.ts';

const test = suite('npm run ticket, before anything is asked of a person');

const codeOf = (work: Promise<unknown> | (() => unknown)): Promise<string> =>
	Promise.resolve(typeof work === 'function' ? Promise.resolve().then(work) : work).then(
		() => 'done',
		(error: { code: string }) => error.code,
	);

/** A relayer and a platform that answer as these do, and what they were asked. */
async function serving(
	answers: Record<string, object>,
	work: (at: string, asked: string[]) => Promise<void>,
) {
	const asked: string[] = [];
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const path = request.url!.split('?')[0]!;
		asked.push(`${request.method} ${path} ${Buffer.concat(chunks)}`.trim());
		const answer = answers[`${request.method} ${path}`];
		response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
		response.end(JSON.stringify(answer ?? { code: 'UNKNOWN', detail: path }));
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	process.env.PASSA_ORDER_TOKEN = 'token';
	try {
		await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
	} finally {
		delete process.env.PASSA_ORDER_TOKEN;
		server.close();
	}
}

const offer: Partial<SaleOfferView> = {
	tickets: [
		{ index: 0, refusal: null },
		{ index: 1, refusal: 'TICKET_LISTED' },
	],
	phone: '2547•••••678',
	capKes: '110000',
	quote: null,
};
const order = { reference: 'K7QW3MN2PX', qty: 2, state: 'issued', cart: null };

test('no phone gets a code to sell a ticket that cannot be offered, or that another number paid', async () => {
	const answers = {
		'GET /v1/orders/K7QW3MN2PX': order,
		'GET /v1/orders/K7QW3MN2PX/sales': offer,
		'POST /v1/phone-code': { to: '2547•••••678' },
	};
	await serving(answers, async (url, asked) => {
		const sell = (number: number, phone: string) =>
			sellFromCustody(
				{ relayer: url, platform: url, dataDir: '/nowhere' },
				{ reference: 'K7QW3MN2PX', number, shillings: 700, phone, code: null },
			);
		const codes = () => asked.filter((line) => line.includes('phone-code'));
		assert.is(await codeOf(sell(2, '0712345678')), 'TICKET_LISTED');
		assert.is(await codeOf(sell(3, '0712345678')), 'TICKET_UNKNOWN');
		assert.is(await codeOf(sell(1, '0712345679')), 'PHONE_NOT_PAYERS');
		assert.equal(codes(), []);
		assert.is(await sell(1, '0712345678'), null);
		assert.match(codes()[0]!, /"to":"sell"/, 'the message says what the code is for');
	});
});

test('an event without resale says so, and a price above the cap what the cap is', async () => {
	const selling = async (tickets: SaleOfferView['tickets'], capKes: string) => {
		const answers = {
			'GET /v1/orders/K7QW3MN2PX': order,
			'GET /v1/orders/K7QW3MN2PX/sales': { ...offer, tickets, capKes },
		};
		let said = '';
		await serving(answers, async (url) => {
			const at = { relayer: url, platform: url, dataDir: '/nowhere' };
			const wanted = { reference: 'K7QW3MN2PX', number: 1, shillings: 1101, phone: '0712345678', code: null };
			said = await sellFromCustody(at, wanted).then(
				() => 'sold',
				({ code, message }) => `${code}: ${message}`,
			);
		});
		return said;
	};
	assert.match(await selling([{ index: 0, refusal: 'RESALES_OFF' }], '0'), /^RESALES_OFF: .*no resale/);
	assert.match(await selling([{ index: 0, refusal: null }], '110000'), /^PRICE_ABOVE_CAP: .*KES 1,100/);
});

test('tickets of a cart count through its orders', async () => {
	const line = (reference: string, qty: number) => ({ reference, qty, state: 'issued', token: reference });
	const lines = [line('K7QW3MN2PX', 2), line('ZZQW3MN2PX', 1)];
	await serving({ 'GET /v1/orders/K7QW3MN2PX': { ...order, cart: { lines } } }, async (url) => {
		const at = { relayer: url, dataDir: '/nowhere' };
		const place = async (number: number | null) => {
			const { reference, index, headers } = await placeOf(at, { reference: 'K7QW3MN2PX', number });
			return [reference, index, headers.authorization];
		};
		assert.equal(await place(null), ['K7QW3MN2PX', 0, 'Bearer K7QW3MN2PX']);
		assert.equal(await place(2), ['K7QW3MN2PX', 1, 'Bearer K7QW3MN2PX']);
		assert.equal(await place(3), ['ZZQW3MN2PX', 0, 'Bearer ZZQW3MN2PX']);
		assert.is(await codeOf(place(4)), 'TICKET_UNKNOWN');
	});
});

test('a ticket on its way is taken back; one that is not, or that was taken, is not', async () => {
	const sent = { id: '0198c0de-0000-7000-8000-000000000001', to: '2547•••••678', state: 'offered' };
	const path = '/v1/orders/K7QW3MN2PX';
	const items = [
		{ index: 0, ticket: '64', sent },
		{ index: 1, ticket: '65', sent: null },
		{ index: 2, ticket: '66', sent: { ...sent, state: 'claimed' } },
	];
	const answers = {
		[`GET ${path}`]: { ...order, qty: 3 },
		[`GET ${path}/tickets`]: { items },
		[`POST ${path}/handovers/${sent.id}/cancel`]: { items },
	};
	await serving(answers, async (url, asked) => {
		const take = (number: number) =>
			takeTicketBack({ relayer: url, dataDir: '/nowhere' }, { reference: 'K7QW3MN2PX', number });
		assert.equal(await take(1), { ticket: '64', to: '2547•••••678' });
		const cancels = () => asked.filter((line) => line.startsWith('POST')).length;
		assert.is(cancels(), 1);
		assert.is(await codeOf(take(2)), 'HANDOVER_OVER');
		assert.is(await codeOf(take(3)), 'HANDOVER_OVER');
		assert.is(cancels(), 1, 'and the relayer is not asked for it');
	});
});

test('a transfer of one of several tickets names it: nobody can bring it back', async () => {
	const of = (owner: string, index: number) => ({ id: String(index), index, owner, state: 'valid' });
	const onChain = { id: '7', credits: [], tickets: [of('G1', 0), of('G1', 1), of('G2', 2)] };
	const transfer = (holder: string, number: number | null) => () =>
		actionsOf(onChain as unknown as OrderView, holder, { do: 'transfer', to: 'G3', price: null, number });
	assert.is(await codeOf(transfer('G1', null)), 'FLAGS_INVALID');
	assert.is(await codeOf(transfer('G1', 2)), 'done');
	assert.is(await codeOf(transfer('G2', null)), 'done', 'it has one');
});

test('who paid by M-Pesa and names the order on chain is told to name its reference', async () => {
	const kept =
		(...custody: boolean[]) =>
		() =>
			assertInWallets(custody.map((each) => ({ custody: each })));
	assert.is(await codeOf(kept(true, true)), 'FLAGS_INVALID');
	assert.is(await codeOf(kept(true, false)), 'done', 'a wallet has one of them');
});

test.run();
