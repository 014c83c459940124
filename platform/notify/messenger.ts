import type { Message } from './enqueue.ts';

/** Delivers a message to a person. Throws NotSent on failure. */
export type Messenger = { send(message: Message): Promise<void> };

/**
 * `final`: another attempt would fail the same way. `unclear`: the provider may have sent it, since its answer was lost.
 * `reason` is a stable code without personal data.
 */
export class NotSent extends Error {
	readonly reason: string;
	readonly final: boolean;
	readonly unclear: boolean;

	constructor(reason: string, options: { final?: boolean; unclear?: boolean; cause?: unknown } = {}) {
		super(reason, { cause: options.cause });
		this.name = 'NotSent';
		this.reason = reason;
		this.final = options.final ?? false;
		this.unclear = options.unclear ?? false;
	}
}

/** Sends nothing: on localnet people read messages in the outbox. */
export const keepInOutbox: Messenger = { async send() {} };

/** Each channel by its own messenger. */
export const byChannel = (messengers: Record<Message['channel'], Messenger>): Messenger => ({
	send: (message) => messengers[message.channel].send(message),
});
