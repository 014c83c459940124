import * as m from '#lib/paraglide/messages.js';
import type { OrderView } from '#relayer/client.ts';

type Notice = OrderView['contacts'][number]['notice'];

const words: Record<Exclude<Notice, null>, () => string> = {
	queued: m.notice_on_its_way,
	passed: m.notice_on_its_way,
	sent: m.notice_sent,
	failed: m.notice_not_sent,
	expired: m.notice_not_sent,
	nobody: m.notice_not_sent,
};

/** How the message of an order's tickets goes, for people; empty before there is one. */
export const noticeWords = (notice: Notice): string => (notice ? words[notice]() : '');
