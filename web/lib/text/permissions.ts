import * as m from '#lib/paraglide/messages.js';
import type { Permission } from '#shared/roles.ts';

const words = {
	'event.edit': m.may_event_edit,
	'event.publish': m.may_event_publish,
	'money.read': m.may_money_read,
	'money.pay': m.may_money_pay,
	creators: m.may_creators,
	sponsors: m.may_sponsors,
	'orders.read': m.may_orders_read,
	'orders.change': m.may_orders_change,
	'checkin.scan': m.may_checkin_scan,
	'checkin.supervise': m.may_checkin_supervise,
	boxoffice: m.may_boxoffice,
	'content.moderate': m.may_content_moderate,
	exports: m.may_exports,
	members: m.may_members,
	keys: m.may_keys,
} satisfies Record<Permission, () => string>;

/** What a permission allows, in the reader's language. */
export const permissionWords = (permission: Permission): string => words[permission]();
