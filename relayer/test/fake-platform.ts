import type { Contact } from '../contacts/contact.ts';
import {
	type NoticeContent,
	type PassedNotice,
	type PlatformGateway,
	platformAway,
	type StaticPassMessage,
} from '../contacts/platform-gateway.ts';

export type FakePlatform = PlatformGateway & {
	/** Messages as made, by the notice's id. */
	messages: Map<string, NoticeContent>;
	/** How messages go; `sent` unless a test says otherwise. */
	state: PassedNotice;
	/** Whether calls fail. */
	isAway: boolean;
	/** Whether it makes a message and its answer is lost. */
	losesAnswers: boolean;
	/** What each person has proved. */
	proved: Map<string, Contact[]>;
	/** Messages to organizers, by the message's id: the event's name and address. */
	organizers: Map<string, string>;
	/** Codes that were sent, the newest last. */
	codes: StaticPassMessage[];
	calls: number;
};

/** A platform that makes one message for an id, as the real one does. */
export function fakePlatform(): FakePlatform {
	const platform: FakePlatform = {
		messages: new Map(),
		state: { state: 'sent', reason: null },
		isAway: false,
		losesAnswers: false,
		proved: new Map(),
		organizers: new Map(),
		codes: [],
		calls: 0,
		async contactsOf(person) {
			if (platform.isAway) throw new Error('away');
			return platform.proved.get(person) ?? [];
		},
		async pass(id, content) {
			platform.calls += 1;
			if (platform.isAway) throw new Error('away');
			if (!platform.messages.has(id)) platform.messages.set(id, content);
			if (platform.losesAnswers) throw new Error('the answer is lost');
			return platform.state;
		},
		async sendStaticPass(_, message) {
			if (platform.isAway) throw platformAway();
			platform.codes.push(message);
			return platform.state;
		},
		async notifyPerson(person) {
			return (platform.proved.get(person) ?? []).length;
		},
		async notifyOrganizers(event, { id, eventName }) {
			if (platform.isAway) throw new Error('away');
			platform.organizers.set(id, `${eventName} ${event}`);
			return 1;
		},
		doneReset: async () => null,
		async stateOf(id) {
			if (platform.isAway) throw new Error('away');
			return platform.messages.has(id) ? platform.state : null;
		},
	};
	return platform;
}
