import type { Message } from './enqueue.ts';

/** Brings a message to a person. Throws NotSent where it did not. */
export type Messenger = { send(message: Message): Promise<void> };

/** `final`: another attempt would end the same. `reason` is a stable code without anything personal in it. */
export class NotSent extends Error {
	readonly reason: string;
	readonly final: boolean;

	constructor(reason: string, options: { final?: boolean; cause?: unknown } = {}) {
		super(reason, { cause: options.cause });
		this.name = 'NotSent';
		this.reason = reason;
		this.final = options.final ?? false;
	}
}

/** Sends nothing: whoever wants to read a message looks into the outbox. */
export const stays: Messenger = { async send() {} };

/** Each channel by its own messenger. */
export const byChannel = (messengers: Record<Message['channel'], Messenger>): Messenger => ({
	send: (message) => messengers[message.channel].send(message),
});
