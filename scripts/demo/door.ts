import type { GatesView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import type { SignedIn } from './signed-in.ts';

const knownWithinMs = 30_000;

/** The gates of an event, as its organizer manages them at the relayer. */
export class Door {
	readonly person: SignedIn;
	readonly #url: string;
	readonly #event: string;
	readonly #token: string;

	private constructor(person: SignedIn, relayer: string, event: string, token: string) {
		this.person = person;
		this.#url = `${relayer}/v1/events/${event}/gates`;
		this.#event = event;
		this.#token = token;
	}

	/** Waits until the services know that the event is this person's. Throws EVENT_NOT_YOURS. */
	static async of(relayer: string, person: SignedIn, event: string): Promise<Door> {
		for (const until = Date.now() + knownWithinMs; ; ) {
			try {
				const { token } = await person.post<{ token: string }>('/v1/token', { event });
				const door = new Door(person, relayer, event, token);
				await door.#view();
				return door;
			} catch (error) {
				const isLate = error instanceof PassaError && error.status === 404;
				if (!isLate || Date.now() > until) throw error;
				await new Promise((done) => setTimeout(done, 200));
			}
		}
	}

	/** The account that has to be a gate on the ledger. */
	async account(): Promise<string> {
		return (await this.#view()).account;
	}

	/** Names a gate, unless it has that name already. */
	async add(gate: { name: string; tiers: number[] }): Promise<void> {
		const { gates } = await this.#view();
		if (!gates.some(({ name }) => name === gate.name)) await this.#ask('POST', '', gate);
	}

	/** Lets people of these tiers come with a printed pass, or one by SMS. */
	async allowStatic(staticTiers: number[]): Promise<void> {
		const { settings } = await this.#view();
		await this.#ask('PUT', '', { ...settings, staticTiers });
	}

	/** A new code for each gate, which enrols one device. */
	async codes(minutes: number): Promise<{ event: string; gate: string; enrolCode: string }[]> {
		const { gates } = await this.#view();
		const codes = [];
		for (const { id, name } of gates) {
			const { code } = await this.#ask<{ code: string }>('POST', `/${id}/codes?minutes=${minutes}`);
			codes.push({ event: this.#event, gate: name, enrolCode: code });
		}
		return codes;
	}

	#view(): Promise<GatesView> {
		return this.#ask('GET', '');
	}

	async #ask<T>(method: string, path: string, body?: object): Promise<T> {
		const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
		const json = body ? { body: JSON.stringify(body) } : {};
		const answer = await fetch(`${this.#url}${path}`, { method, headers, ...json });
		if (!answer.ok) throw await problemOf(answer);
		return (await answer.json()) as T;
	}
}
