import * as assert from 'uvu/assert';
import { phoneProofHeader } from '#shared/phone-proof.server.ts';
import { GateFixture } from '../../gate/test/gate-fixture.ts';
import type { Made } from '../../passes/test/pass-fixture.ts';
import type { Answer } from '../../test/running-relayer.ts';

/** Somebody with an order, and what proves the number that paid it; empty: nothing. */
export type PostingHolder = { made: Made; proof: string };

const moderating = ['content.moderate'];

/** A running relayer with an event's wall, its moderators, and holders who write. */
export class WallFixture extends GateFixture {
	async team(
		method: string,
		path: string,
		body?: object,
		may = moderating,
		events = [this.event],
	): Promise<Answer> {
		const url = `${this.running.relayer.url}/v1/events/${this.event}/wall${path}`;
		const authorization = `Bearer ${await this.organizer(may, events)}`;
		const headers = { authorization, 'content-type': 'application/json' };
		const answer = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
		const text = await answer.text();
		return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
	}

	setWall(settings: object): Promise<Answer> {
		return this.team('PUT', '', { policy: 'approve_first', paused: false, ...settings });
	}

	decide(id: string, decision: string): Promise<Answer> {
		return this.team('POST', `/posts/${id}`, { decision });
	}

	/** What anybody sees. */
	async screen(): Promise<{ mode: string; texts: string[] }> {
		const { body } = await this.running.request('GET', `/v1/events/${this.event}/wall`);
		return { mode: body.mode, texts: body.posts.map(({ text }: { text: string }) => text) };
	}

	async shows(text: string): Promise<boolean> {
		return (await this.screen()).texts.includes(text);
	}

	async holder(qty = 1): Promise<PostingHolder> {
		const { made, phone } = await this.bought(qty);
		return { made, proof: await this.prove(phone) };
	}

	write({ made, proof }: PostingHolder, change: object = {}, token = made.token): Promise<Answer> {
		const path = `/v1/orders/${made.order.reference}/wall`;
		const headers: Record<string, string> = proof ? { [phoneProofHeader]: proof } : {};
		return this.running.request('POST', path, { text: fresh(), agreed: true, ...change }, token, headers);
	}

	async own({ made }: PostingHolder): Promise<{ id: string; text: string; state: string }[]> {
		const path = `/v1/orders/${made.order.reference}/wall`;
		return (await this.running.request('GET', path, undefined, made.token)).body.posts;
	}
}

let written = 0;
/** Words that nobody has written before. */
export const fresh = (): string => `Tuko pamoja ${++written}`;

export const code = ({ status, body }: Answer): string => (status < 300 ? String(status) : body.code);

/** The post that was just written. */
export function idOf({ status, body }: Answer): string {
	assert.is(status, 201, JSON.stringify(body));
	return body.posts[0].id;
}

export async function until(what: () => Promise<boolean>): Promise<void> {
	for (const end = Date.now() + 20_000; !(await what()); ) {
		assert.ok(Date.now() < end, 'not in time');
		await new Promise((done) => setTimeout(done, 100));
	}
}
