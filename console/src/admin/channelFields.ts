/** What each kind of channel account has to be told: its own settings and secrets, as fields. */
import { VALUES } from '@/words/values'
import type { Field, Option, Pair, Row } from './resource'

type Kind = Field['kind']

/** The channels of which accounts can be made; the others are only names. */
export const KINDS: Option[] = [
  ...(['wechat_official', 'wechat_mini', 'wecom', 'wjx', 'tencent_survey', 'jinshuju', 'jiandaoyun', 'hook', 'email'] as const).map((value) => ({ value, says: VALUES.channel[value] })),
  { value: 'smtp', says: VALUES.accountKind.smtp },
  { value: 'sms_aliyun', says: VALUES.accountKind.sms_aliyun },
  { value: 'wecom_app', says: VALUES.accountKind.wecom_app },
]
const SECURITY: Option[] = [{ value: 'tls', says: ['TLS', 'TLS'] }, { value: 'starttls', says: ['STARTTLS', 'STARTTLS'] }, { value: 'none', says: ['不加密', 'None'] }]
const MODES: Option[] = [{ value: 'safe', says: ['安全模式', 'Safe'] }, { value: 'compatible', says: ['兼容模式', 'Compatible'] }, { value: 'plain', says: ['明文模式', 'Plain'] }]
const PURPOSES: Option[] = Object.entries(VALUES.purpose).map(([value, says]) => ({ value, says }))

const isOf = (...channels: string[]) => (values: Row) => channels.includes(String(values.channel))

function setting(channels: string[], name: string, says: Pair, kind: Kind, more: Partial<Field> = {}): Field {
  return { name: `settings.${name}`, says, kind, when: isOf(...channels), ...more }
}
function secret(channels: string[], name: string, says: Pair, more: Partial<Field> = {}): Field {
  return { name: `credentials.${name}`, says, kind: 'secret', when: isOf(...channels), ...more }
}

const CHATS = ['wechat_official', 'wecom']
const FORMS = ['wjx', 'tencent_survey', 'jinshuju', 'jiandaoyun', 'hook']
const NEEDED = { isNeeded: true }

const TEMPLATES: Partial<Field> = {
  from: [],
  columns: [
    { name: 'purpose', says: ['用途', 'Purpose'], kind: 'choice', options: PURPOSES, from: 'result' },
    { name: 'template_id', says: ['模板编号', 'Template id'], kind: 'text' },
    { name: 'page', says: ['打开的页面', 'Page'], kind: 'text', from: 'pages/index/index' },
    { name: 'fields', says: ['模板字段 → 内容', 'Template field → words'], kind: 'pairs', from: {} },
  ],
}

const WECHAT: Field[] = [
  setting(['wechat_official', 'wechat_mini'], 'app_id', ['AppID', 'AppID'], 'text', NEEDED),
  setting(['wecom', 'wecom_app'], 'corp_id', ['企业 ID', 'Corp id'], 'text', NEEDED),
  setting(['wecom_app'], 'agent_id', ['AgentId', 'AgentId'], 'number', { ...NEEDED, hint: ['管理后台“应用管理”里自建应用的 AgentId；员工的提醒由它发出', 'AgentId of an application of your own; notices to staff leave by it'] }),
  setting(['wechat_official'], 'mode', ['消息加解密方式', 'Message encryption'], 'choice', { options: MODES, from: 'safe' }),
  secret(['wechat_official', 'wechat_mini'], 'app_secret', ['AppSecret', 'AppSecret'], NEEDED),
  secret(['wecom'], 'secret', ['微信客服 Secret', 'Secret of WeChat Customer Service'], NEEDED),
  secret(['wecom_app'], 'secret', ['应用 Secret', 'Secret of the application'], NEEDED),
  secret(CHATS, 'token', ['Token', 'Token'], NEEDED),
  secret(['wechat_official'], 'encoding_aes_key', ['EncodingAESKey', 'EncodingAESKey']),
  secret(['wecom'], 'encoding_aes_key', ['EncodingAESKey', 'EncodingAESKey'], NEEDED),
  secret(CHATS, 'previous_token', ['轮换前的 Token', 'Token before the rotation']),
  secret(CHATS, 'previous_encoding_aes_key', ['轮换前的 EncodingAESKey', 'EncodingAESKey before the rotation']),
  setting(CHATS, 'conversation_minutes', ['同一会话（分钟）', 'One conversation (min)'], 'number', { from: 30, hint: ['这段时间内的连续消息算同一条反馈', 'Words within this time belong to one feedback'] }),
  setting(CHATS, 'scan_hours', ['扫码后门店有效（小时）', 'A scanned store counts (h)'], 'number', { from: 24 }),
  setting(CHATS, 'receipt_words', ['收件回执', 'Receipt'], 'long', { hint: ['留空用默认回执；可用 {ticket_no}、{link}', 'Empty is the usual one; {ticket_no} and {link} may stand in it'] }),
  setting(['wechat_official', 'wecom'], 'links_by_unionid', ['按 UnionID 认出同一顾客', 'Know one person by their unionid'], 'switch', { from: false, hint: ['公众号须已认证并绑定微信开放平台；微信客服须绑定微信开发者账号', 'An Official Account must be verified and belong to an open platform; WeCom must be bound to a developer account'] }),
  setting(['wechat_official'], 'subscribe_words', ['关注后回复', 'To who follows'], 'long'),
  setting(['wechat_official'], 'scan_words', ['扫码后回复', 'To who scans a code'], 'long'),
  setting(['wechat_official'], 'menu_words', ['菜单回复', 'To menu clicks'], 'pairs', { from: {} }),
  setting(['wecom'], 'welcome_words', ['欢迎语', 'Welcome'], 'long'),
  setting(['wechat_official', 'wechat_mini'], 'templates', ['模板消息', 'Templates'], 'rows', TEMPLATES),
  setting(['wechat_mini'], 'session_minutes', ['登录有效（分钟）', 'Session (min)'], 'number', { from: 120 }),
]

const VENDORS: Field[] = [
  secret(['wjx'], 'key', ['数据推送密钥', 'Key of the data push'], NEEDED),
  secret(['wjx'], 'previous_key', ['轮换前的密钥', 'Key before the rotation']),
  secret(['jiandaoyun', 'hook'], 'secret', ['签名密钥', 'Secret'], NEEDED),
  secret(['jiandaoyun', 'hook'], 'previous_secret', ['轮换前的密钥', 'Secret before the rotation']),
  setting(FORMS, 'mapping.text', ['反馈内容取自', 'The text is'], 'rows', {
    from: [], hint: ['留空则取全部答案', 'Empty takes all answers'],
    columns: [{ name: 'path', says: ['字段路径', 'Path'], kind: 'text' }, { name: 'label', says: ['前面加上', 'With before it'], kind: 'text' }],
  }),
  ...([['rating', '评分', 'Rating'], ['store_code', '门店', 'Store'], ['name', '姓名', 'Name'], ['phone', '手机', 'Phone'], ['email', '邮箱', 'E-mail'], ['order_no', '订单号', 'Order number'], ['campaign', '活动', 'Campaign'], ['occurred_at', '发生时间', 'When it happened']] as const)
    .map(([name, zh, en]) => setting(FORMS, `mapping.${name}`, [zh + '的字段路径', 'Path of: ' + en], 'text')),
  setting(FORMS, 'mapping.rating_of', ['评分满分', 'Rating out of'], 'number', { from: 5 }),
  setting(FORMS, 'mapping.extra', ['其他要保留的字段', 'Other fields to keep'], 'pairs', { from: {} }),
  setting(FORMS, 'mapping.values', ['替换值', 'Values to replace'], 'json', { hint: ['{"rating": {"非常满意": 5}}', '{"rating": {"very good": 5}}'] }),
  setting(FORMS, 'allowed_addresses', ['只接受这些来源网段', 'Only from these networks'], 'words', { from: [] }),
  setting(FORMS, 'sends_receipt', ['向顾客发送回执', 'Send a receipt'], 'switch', { from: false }),
]

const MAILS: Field[] = [
  setting(['smtp', 'email'], 'host', ['服务器', 'Server'], 'text', NEEDED),
  setting(['smtp'], 'port', ['端口', 'Port'], 'number', { from: 465 }),
  setting(['email'], 'port', ['端口', 'Port'], 'number', { from: 993 }),
  setting(['smtp', 'email'], 'security', ['加密', 'Encryption'], 'choice', { options: SECURITY, from: 'tls' }),
  setting(['smtp'], 'sender_address', ['发件地址', 'Sender'], 'text', NEEDED),
  setting(['smtp'], 'sender_name', ['发件人名称', 'Sender\'s name'], 'text'),
  setting(['smtp'], 'reply_to', ['回复地址', 'Reply to'], 'text'),
  { name: 'credentials.username', says: ['登录名', 'User name'], kind: 'secret', when: isOf('smtp') },
  setting(['email'], 'username', ['登录名', 'User name'], 'text', NEEDED),
  secret(['smtp'], 'password', ['密码或授权码', 'Password']),
  secret(['email'], 'password', ['密码或授权码', 'Password'], NEEDED),
  setting(['email'], 'address', ['我们的地址', 'Our address'], 'text', NEEDED),
  setting(['email'], 'other_addresses', ['我们的其他地址', 'Our other addresses'], 'words', { from: [] }),
  setting(['email'], 'folder', ['文件夹', 'Folder'], 'text', { from: 'INBOX' }),
  setting(['email'], 'poll_seconds', ['检查间隔（秒）', 'Look every (s)'], 'number', { from: 60 }),
  setting(['email'], 'mark_seen', ['标记为已读', 'Mark as seen'], 'switch', { from: true }),
  setting(['email'], 'trusted_authserv', ['可信的验证服务器', 'Trusted authserv-id'], 'text', { hint: ['Authentication-Results 里我们自己服务器的名字；DMARC 通过的发件人视为已验证', 'Our own server\'s name in Authentication-Results; who passes DMARC there counts as proven'] }),
  setting(['email'], 'sends_receipt', ['向已验证的发件人发送回执', 'Send a receipt to proven senders'], 'switch', { from: false }),
]

const TEXTS: Field[] = [
  setting(['sms_aliyun'], 'sign_name', ['短信签名', 'Signature'], 'text', NEEDED),
  setting(['sms_aliyun'], 'template_codes', ['用途 → 模板代码', 'Purpose → template code'], 'pairs', { from: {}, hint: ['如 result → SMS_100001，英文用 result.en', 'Such as result → SMS_100001, for English result.en'] }),
  secret(['sms_aliyun'], 'access_key_id', ['AccessKey ID', 'AccessKey id'], NEEDED),
  secret(['sms_aliyun'], 'access_key_secret', ['AccessKey Secret', 'AccessKey secret'], NEEDED),
]

export const CHANNEL_FIELDS: Field[] = [...WECHAT, ...VENDORS, ...MAILS, ...TEXTS]
