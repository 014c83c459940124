import type { Keypair } from '@stellar/stellar-sdk';
import * as assert from 'uvu/assert';
import { asBase64, fromBase64 } from '#shared/base64.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { delegationText } from '#shared/pass/delegation-text.ts';
import { exportPublicKey, generateDeviceKey, importPublicKey } from '#shared/pass/p256.ts';
import { readCertificatePart } from '#shared/pass/pass-layout.ts';
import { signPass } from '#shared/pass/sign-pass.ts';
import { passVerifier, verifyPass } from '#shared/pass/verify-pass.ts';
import { phoneProofHeader, phoneProofSigner } from '#shared/phone-proof.server.ts';
import { ownSession, sessionSigner } from '#shared/session.server.ts';
import type { OrderView } from '../../orders/order-schemas.ts';
import type { RelayerOptions } from '../../relayer-resources.ts';
import { type FakePlatform, fakePlatform } from '../../test/fake-platform.ts';
import { type Fixture, freshPhone, openFixture } from '../../test/fixture.ts';
import { type Answer, type Running, startRunning } from '../../test/running-relayer.ts';
import { eventIdOf } from '../event-id.ts';
import type { PassesView } from '../pass-schemas.ts';

export type Device = { keys: CryptoKeyPair; bytes: Uint8Array<ArrayBuffer>; deviceKey: string };
export type Made = { order: OrderView; token: string };

export async function newDevice(): Promise<Device> {
	const keys = await generateDeviceKey();
	const bytes = await exportPublicKey(keys.publicKey);
	return { keys, bytes, deviceKey: asBase64(bytes) };
}

export const passCode = ({ status, body }: Answer): string => (status === 201 ? 'ok' : body.code);

const soon = () => new Date(Date.now() + 3_600_000).toISOString();

/** A running relayer with an event that sells on both rails, and people who ask for passes of its tickets. */
export class PassFixture {
	readonly platform: FakePlatform = fakePlatform();
	fixture!: Fixture;
	running!: Running;
	event!: string;

	async open(fixture = openFixture(), options: Partial<RelayerOptions> = {}): Promise<void> {
		this.fixture = await fixture;
		this.running = await startRunning(this.fixture, { platform: this.platform, ...options });
		const { chainFixture } = this.fixture;
		this.event = await chainFixture.publish(chainFixture.terms());
		for (;;) {
			const { body } = await this.running.request('GET', `/v1/events/${this.event}/availability`);
			if (body.items?.some(({ left }: { left: number }) => left > 0)) return;
			await new Promise((done) => setTimeout(done, 50));
		}
	}

	async close(): Promise<void> {
		await this.running.stop();
		await this.fixture.close();
	}

	/** Shows that somebody has the code sent to this number. */
	async prove(phone: string): Promise<string> {
		return (await phoneProofSigner(this.running.platformKey))(phone, Date.now());
	}

	async sessionOf(account: string, wallets: string[]): Promise<string> {
		const sign = await sessionSigner(this.running.platformKey);
		return sign(ownSession(account, ['fan'], { wallets }), Date.now());
	}

	/** What a gate says of the pass that a device shows now, by the published keys alone. */
	async atGate(device: Device, { eventId, items, now }: PassesView, form: 'short' | 'full' = 'full') {
		const { body } = await this.running.request('GET', '/v1/passes/keys');
		const issuers = new Map<number, CryptoKey>();
		for (const { issuer, key } of body.items) issuers.set(issuer, (await importPublicKey(fromBase64(key)))!);
		const id = new Uint8Array(Buffer.from(eventId, 'hex'));
		assert.equal(id, eventIdOf(this.event));
		const { ticket, delegation, certificate } = items[0]!;
		const part = readCertificatePart(fromBase64(certificate))!;
		const whole = { ...part, eventId: id, ticket: BigInt(ticket), delegation };
		const text = await signPass(device.keys.privateKey, whole, now, form);
		const verifier = passVerifier({
			eventId: id,
			issuers,
			certificateOf: () => (form === 'short' ? part : null),
		});
		return (await verifyPass(verifier, text, now)).kind;
	}

	/** A wallet with so many tickets. */
	async walletWith(qty: number): Promise<{ fan: Keypair; tickets: bigint[] }> {
		const fan = await this.fixture.chainFixture.fan();
		const { orders } = await this.fixture.chainFixture.buy(fan, this.event, [{ tier: 0, qty }]);
		return { fan, tickets: Array.from({ length: qty }, (_, index) => ticketId(orders[0]!, index)) };
	}

	/** The text that a wallet signs, signed by these keys. */
	signedBy(keys: Keypair[], tickets: bigint[], { bytes }: Pick<Device, 'bytes'>, expiresAt = soon()) {
		const { passphrase } = this.fixture.chainFixture.chain;
		const text = delegationText({ event: this.event, tickets, deviceKey: bytes, expiresAt }, passphrase);
		const signatures = keys.map((key) => ({
			signer: key.publicKey(),
			signature: Buffer.from(key.signMessage(text)).toString('base64'),
		}));
		return { expiresAt, signatures };
	}

	forWallet(tickets: bigint[], { deviceKey }: Pick<Device, 'deviceKey'>, rest: object = {}, token?: string) {
		const body = { event: this.event, tickets: tickets.map(String), deviceKey, ...rest };
		return this.running.request('POST', '/v1/passes', body, token);
	}

	/** An order by M-Pesa with its tickets. */
	async bought(qty = 1, by?: string): Promise<{ made: Made; phone: string }> {
		const phone = freshPhone();
		const wanted = { event: this.event, tier: 0, qty, phone, idempotencyKey: crypto.randomUUID() };
		const { body } = await this.running.request('POST', '/v1/orders', wanted, by);
		return { phone, made: { ...body, order: await this.running.until(body, ['issued']) } };
	}

	forOrder(
		{ order, token }: Made,
		{ deviceKey }: Device,
		proof?: string,
		rest: object = {},
	): Promise<Answer> {
		const path = `/v1/orders/${order.reference}/passes`;
		const headers: Record<string, string> = proof ? { [phoneProofHeader]: proof } : {};
		return this.running.request('POST', path, { tickets: [0], deviceKey, ...rest }, token, headers);
	}
}
