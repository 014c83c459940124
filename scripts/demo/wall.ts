import type { Keypair } from '@stellar/stellar-sdk';
import type { OwnPostsView, WallModeration } from '#relayer/client.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import { type PlatformAt, SignedIn } from './signed-in.ts';

/** What a fan of the demo writes with the first ticket of an order of their wallet. */
type Fan = { key: Keypair; order: string; name: string; posts: string[] };

/** The wall of an event, as its organizer and fans use it at the relayer. */
export class Wall {
	readonly #at: PlatformAt;
	readonly #url: string;
	readonly #event: string;

	constructor(at: PlatformAt & { relayer: string }, event: string) {
		this.#at = at;
		this.#event = event;
		this.#url = `${at.relayer}/v1/events/${event}/wall`;
	}

	/** Switches it on, lets fans write, and approves all but the last post. Done once: posts that are there stay alone. */
	async open(organizer: SignedIn, fans: Fan[]): Promise<void> {
		const { token } = await organizer.post<{ token: string }>('/v1/token', { event: this.#event });
		await this.#ask(token, 'PUT', '', { policy: 'approve_first', paused: false });
		const { posts } = await this.#ask<WallModeration>(token, 'GET', '/posts');
		if (posts.length > 0) return;
		await Promise.all(fans.map((fan) => this.#write(fan)));
		const last = fans.at(-1)?.posts.at(-1);
		const { posts: written } = await this.#ask<WallModeration>(token, 'GET', '/posts');
		for (const { id, text } of written)
			if (text !== last) await this.#ask(token, 'POST', `/posts/${id}`, { decision: 'approve' });
	}

	async #write({ key, order, name, posts }: Fan): Promise<void> {
		const fan = await SignedIn.byWallet(this.#at, key);
		const { token } = await fan.post<{ token: string }>('/v1/token');
		const ticket = String(ticketId(BigInt(order), 0));
		for (const text of posts)
			await this.#ask<OwnPostsView>(token, 'POST', '/own', { ticket, text, name, agreed: true });
	}

	async #ask<T>(token: string, method: string, path: string, body?: object): Promise<T> {
		const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
		const json = body ? { body: JSON.stringify(body) } : {};
		const answer = await fetch(`${this.#url}${path}`, { method, headers, ...json });
		if (!answer.ok) throw await problemOf(answer);
		return (await answer.json()) as T;
	}
}
