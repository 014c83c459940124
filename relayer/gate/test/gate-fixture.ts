import { randomUUID } from 'node:crypto';
import { fromBase64 } from '#shared/base64.ts';
import { decideOffline, openList } from '#shared/gate/decide-offline.ts';
import type { EntryAnswer } from '#shared/gate/entry-answer.ts';
import type { GateList } from '#shared/gate/gate-list.ts';
import { signRequest } from '#shared/gate/sign-request.ts';
import { readCertificatePart } from '#shared/pass/pass-layout.ts';
import { signPass } from '#shared/pass/sign-pass.ts';
import { ownSession, sessionSigner } from '#shared/session.server.ts';
import type { PassesView } from '../../passes/pass-schemas.ts';
import { type Device, newDevice, PassFixture } from '../../passes/test/pass-fixture.ts';
import type { Answer } from '../../test/running-relayer.ts';

/** A device at a gate, in software. */
export type GateDevice = { id: string; gate: string; keys: CryptoKeyPair };
/** A fan's phone with a pass. */
export type Shown = { ticket: bigint; code: (at?: number, form?: 'short' | 'full') => Promise<string> };

/** A running relayer with an event whose doors are open, its organizer, gates and fans. */
export class GateFixture extends PassFixture {
	async openDoors(...how: Parameters<PassFixture['open']>): Promise<void> {
		await this.open(...how);
		await this.publishWith(-60, 3600);
	}

	/** An event whose doors open, and which begins, so many seconds from now; transfers stop as the doors open. */
	async publishWith(doors: number, starts: number): Promise<string> {
		const { chainFixture } = this.fixture;
		const at = (seconds: number) => BigInt(chainFixture.now + seconds);
		const terms = chainFixture.terms();
		const ends = at(starts + 4 * 3600);
		const times = { doors_at: at(doors), starts_at: at(starts), ends_at: ends };
		const tier = chainFixture.tier({ closes_at: ends });
		const policy = { ...terms.policy, freeze_at: at(doors) };
		this.event = await chainFixture.publish({ ...terms, ...times, tiers: [tier, tier], policy });
		// The relayer hears of the event.
		for (;;) {
			const { body } = await this.running.request('GET', `/v1/events/${this.event}/availability`);
			if (body.items?.some(({ left }: { left: number }) => left > 0)) return this.event;
			await new Promise((done) => setTimeout(done, 50));
		}
	}

	async organizer(may: string[] = ['checkin.supervise'], events = [this.event]): Promise<string> {
		const sign = await sessionSigner(this.running.platformKey);
		const session = ownSession('organizer', ['organizer'], { may: may as never[] });
		return sign({ ...session, events }, Date.now());
	}

	async manage(method: string, path: string, body?: object): Promise<Answer> {
		const url = `${this.running.relayer.url}/v1/events/${this.event}${path}`;
		const answer = await fetch(url, {
			method,
			headers: { authorization: `Bearer ${await this.organizer()}`, 'content-type': 'application/json' },
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		const text = await answer.text();
		return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
	}

	async gate(name: string, tiers: number[] | null = null): Promise<string> {
		const { body } = await this.manage('POST', '/gates', { name, tiers });
		return body.gates.find((each: { name: string }) => each.name === name).id;
	}

	async enrol(gate: string): Promise<GateDevice> {
		const { body } = await this.manage('POST', `/gates/${gate}/codes`);
		const { keys, deviceKey } = await newDevice();
		const enrolled = await this.running.request('POST', '/v1/gate/enrol', {
			...{ code: body.code, deviceKey, label: 'phone at the rope' },
		});
		return { id: enrolled.body.device, gate, keys };
	}

	/** A request that the device signs. */
	async by(
		device: GateDevice,
		method: string,
		path: string,
		body?: object,
		time = Date.now(),
	): Promise<Answer> {
		const text = body ? JSON.stringify(body) : '';
		const request = { device: device.id, method, path, time, body: text };
		const authorization = await signRequest(device.keys.privateKey, request);
		const answer = await fetch(`${this.running.relayer.url}${path}`, {
			method,
			headers: { authorization, 'content-type': 'application/json' },
			...(body ? { body: text } : {}),
		});
		return { status: answer.status, headers: answer.headers, body: await answer.json() };
	}

	async scan(device: GateDevice, scanned: string, rest: object = {}): Promise<EntryAnswer> {
		const body = { nonce: randomUUID(), scanned, direction: 'in', at: Date.now(), ...rest };
		return (await this.by(device, 'POST', '/v1/gate/scans', body)).body.answer;
	}

	async list(device: GateDevice): Promise<GateList> {
		return (await this.by(device, 'GET', '/v1/gate/list')).body;
	}

	/** What the device decides alone, and what it would upload. */
	async alone(list: GateList, scanned: string, now = Date.now()) {
		const { answer } = await decideOffline(await openList(list), scanned, 'in', now);
		return {
			answer,
			queued: {
				nonce: randomUUID(),
				asked: null as string | null,
				scanned,
				direction: 'in',
				at: now,
				answer,
			},
		};
	}

	shown(device: Device, view: PassesView, at = 0): Shown {
		const { ticket, delegation, certificate } = view.items[at]!;
		const part = readCertificatePart(fromBase64(certificate))!;
		const eventId = new Uint8Array(Buffer.from(view.eventId, 'hex'));
		const whole = { ...part, eventId, ticket: BigInt(ticket), delegation };
		return {
			ticket: BigInt(ticket),
			code: (now = Date.now(), form = 'full') => signPass(device.keys.privateKey, whole, now, form),
		};
	}

	/** A wallet's ticket with a pass. */
	async fan(): Promise<Shown> {
		const { fan, tickets } = await this.walletWith(1);
		const device = await newDevice();
		const { body } = await this.forWallet(tickets, device, { signed: this.signedBy([fan], tickets, device) });
		return this.shown(device, body);
	}
}

/** Reason and detail of a no, or `in`. */
export const outcome = ({ success, reason, detail, requiresManualVerification }: EntryAnswer): string =>
	success ? 'in' : `${reason}${requiresManualVerification ? '?' : ''} ${detail}`;
