/** Managers' data that intake owns: stores, forms, channels, templates. */
import { download, json, raw } from '@/api/client'
import { t } from '@/words'
import { VALUES } from '@/words/values'
import { CHANNEL_FIELDS, KINDS } from './channelFields'
import type { Option, Resource, Row } from './resource'

const CHANNELS: Option[] = Object.entries(VALUES.channel).filter(([value]) => !(value in VALUES.accountKind)).map(([value, says]) => ({ value, says }))
const SHOWN: Option[] = [
  { value: 'hidden', says: ['不显示', 'Hidden'] },
  { value: 'optional', says: ['选填', 'Optional'] },
  { value: 'required', says: ['必填', 'Required'] },
]
const TYPES: Option[] = [{ value: 'text', says: ['文字', 'Text'] }, { value: 'choice', says: ['选择', 'Choice'] }, { value: 'number', says: ['数字', 'Number'] }, { value: 'date', says: ['日期', 'Date'] }]
const PURPOSES: Option[] = Object.entries(VALUES.purpose).map(([value, says]) => ({ value, says }))
const WAYS: Option[] = Object.entries(VALUES.way).map(([value, says]) => ({ value, says }))
const LANGUAGES: Option[] = [{ value: 'zh', says: ['中文', 'Chinese'] }, { value: 'en', says: ['英文', 'English'] }]
const FORM_LANGUAGES: Option[] = [{ value: 'auto', says: ['随浏览器', 'As the browser'] }, ...LANGUAGES]
const formField = (name: string, zh: string, en: string) => ({ name: `fields.${name}`, says: [zh, en] as const, kind: 'choice' as const, options: SHOWN, from: 'optional' })

const code = (row: Row) => encodeURIComponent(String(row.code))

export const INTAKE: Resource[] = [
  {
    key: 'stores', group: 'intake', says: ['门店', 'Stores'], path: '/intake/v1/stores', id: 'code', name: 'name',
    writers: ['admin', 'manager'], makes: true, changes: 'PUT',
    columns: [
      { name: 'code', says: ['代码', 'Code'], width: 90 }, { name: 'name', says: ['名称', 'Name'] }, { name: 'region', says: ['区域', 'Region'] }, { name: 'city', says: ['城市', 'City'] },
      { name: 'closed', says: ['已关店', 'Closed'], as: 'flag' }, { name: 'successor', says: ['承接门店', 'Successor'], as: 'store' },
    ],
    fields: [
      { name: 'code', says: ['代码', 'Code'], kind: 'text', onlyNew: true, isNeeded: true }, { name: 'name', says: ['名称', 'Name'], kind: 'text', isNeeded: true },
      { name: 'region', says: ['区域', 'Region'], kind: 'text', isNeeded: true }, { name: 'city', says: ['城市', 'City'], kind: 'text', isNeeded: true },
      { name: 'timezone', says: ['时区', 'Time zone'], kind: 'text', from: 'Asia/Shanghai' }, { name: 'closed', says: ['已关店', 'Closed'], kind: 'switch', from: false }, { name: 'successor', says: ['承接门店', 'Successor'], kind: 'store' },
    ],
    actions: [
      {
        says: ['二维码', 'QR code'], shows: (row) => !row.closed,
        does: async (row) => {
          await raw(`/intake/v1/stores/${code(row)}/qrcode.png`)
          await download(`/intake/v1/stores/${code(row)}/qrcode.png`, 'image/png', `${String(row.code)}.png`)
        },
      },
    ],
  },
  {
    key: 'forms', group: 'intake', says: ['反馈表单', 'Forms'], path: '/intake/v1/forms', id: 'code', name: 'title_zh',
    readers: ['admin', 'manager'], writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'code', says: ['代码', 'Code'] }, { name: 'title_zh', says: ['标题', 'Title'] }, { name: 'url', says: ['网址', 'Address'] },
      { name: 'channel', says: ['渠道', 'Channel'], as: 'value', group: 'channel' }, { name: 'is_open', says: ['开放', 'Open'], as: 'flag' },
    ],
    fields: [
      { name: 'code', says: ['代码', 'Code'], kind: 'text', onlyNew: true, isNeeded: true },
      { name: 'title_zh', says: ['中文标题', 'Chinese title'], kind: 'text', isNeeded: true }, { name: 'title_en', says: ['英文标题', 'English title'], kind: 'text', isNeeded: true },
      { name: 'intro_zh', says: ['中文说明', 'Chinese introduction'], kind: 'long' }, { name: 'intro_en', says: ['英文说明', 'English introduction'], kind: 'long' },
      { name: 'channel', says: ['渠道', 'Channel'], kind: 'choice', options: CHANNELS, from: 'web' }, { name: 'store_code', says: ['固定门店', 'Store'], kind: 'store' },
      { name: 'campaign', says: ['活动代码', 'Campaign'], kind: 'text' }, { name: 'language', says: ['语言', 'Language'], kind: 'choice', options: FORM_LANGUAGES, from: 'auto' },
      formField('rating', '打分', 'Rating'), formField('pictures', '图片', 'Pictures'), formField('name', '称呼', 'Name'), formField('phone', '手机', 'Phone'),
      formField('email', '邮箱', 'E-mail'), formField('order_no', '订单号', 'Order number'),
      {
        name: 'extra_fields', says: ['附加字段', 'Extra fields'], kind: 'rows', from: [],
        columns: [
          { name: 'key', says: ['代码', 'Key'], kind: 'text' }, { name: 'type', says: ['类型', 'Type'], kind: 'choice', options: TYPES, from: 'text' }, { name: 'label_zh', says: ['中文', 'Chinese'], kind: 'text' }, { name: 'label_en', says: ['英文', 'English'], kind: 'text' },
          { name: 'required', says: ['必填', 'Required'], kind: 'switch' },
          { name: 'options', says: ['选项（仅选择题）', 'Options (of a choice)'], kind: 'rows', columns: [{ name: 'value', says: ['值', 'Value'], kind: 'text' }, { name: 'label_zh', says: ['中文', 'Chinese'], kind: 'text' }, { name: 'label_en', says: ['英文', 'English'], kind: 'text' }] },
        ],
      },
      { name: 'consent_zh', says: ['隐私说明（中文）', 'Consent (Chinese)'], kind: 'long' }, { name: 'consent_en', says: ['隐私说明（英文）', 'Consent (English)'], kind: 'long' },
      { name: 'consent_must_be_ticked', says: ['须勾选同意', 'Must be ticked'], kind: 'switch', from: false },
      { name: 'sends_receipt', says: ['发送短信或邮件回执', 'Send a receipt by SMS or mail'], kind: 'switch', from: false },
      { name: 'consent_version', says: ['隐私说明版本', 'Version of the consent'], kind: 'text' },
      { name: 'is_open', says: ['开放填写', 'Open'], kind: 'switch', from: true },
    ],
  },
  {
    key: 'channels', group: 'intake', says: ['渠道账号', 'Channels'], path: '/intake/v1/channels', id: 'id', name: 'title', keeps: ['settings'],
    ledger: { says: 'items.title', replay: 'items.replay', replayed: 'items.replayed', path: (row) => `/intake/v1/channels/${String(row.id)}/items`, roles: ['admin', 'manager'], mayReplay: (entry) => entry.state === 'failed' },
    readers: ['admin', 'manager'], writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'title', says: ['名称', 'Title'] }, { name: 'channel', says: ['渠道', 'Channel'], as: 'value', group: 'channel' }, { name: 'is_active', says: ['启用', 'Active'], as: 'flag' },
      { name: 'last_success_at', says: ['最近成功', 'Last success'], as: 'time' }, { name: 'last_error', says: ['最近错误', 'Last error'] }, { name: 'callback_url', says: ['回调地址', 'Callback'] },
    ],
    fields: [
      { name: 'channel', says: ['渠道', 'Channel'], kind: 'choice', options: KINDS, onlyNew: true, isNeeded: true }, { name: 'name', says: ['账号标识', 'Account name'], kind: 'text', onlyNew: true, isNeeded: true },
      { name: 'title', says: ['显示名称', 'Title'], kind: 'text', isNeeded: true }, { name: 'store_code', says: ['固定门店', 'Store'], kind: 'store' },
      ...CHANNEL_FIELDS,
      { name: 'is_active', says: ['启用', 'Active'], kind: 'switch', from: true },
    ],
    actions: [
      {
        says: ['测试', 'Test'],
        does: async (row) => {
          const found = await json<{ ok: boolean; detail: string }>('POST', `/intake/v1/channels/${String(row.id)}/test`)
          return { good: found.ok, text: t(found.ok ? 'channel.ok' : 'channel.bad', { detail: found.detail }) }
        },
      },
      {
        says: ['生成门店二维码', 'Make store QR codes'], shows: (row) => row.channel === 'wechat_official',
        does: async (row) => {
          const found = await json<{ made: number; missing: number; error: string | null }>('POST', `/intake/v1/channels/${String(row.id)}/scenes`)
          return { good: !found.error, text: found.error ?? t('channel.scenes', { made: found.made, missing: found.missing }) }
        },
      },
      {
        says: ['门店二维码（A4）', 'Store QR sheets'], shows: (row) => row.channel === 'wechat_official',
        does: (row) => download(`/intake/v1/stores/qrcodes.pdf?account=${String(row.id)}`, 'application/pdf', 'qrcodes.pdf'),
      },
    ],
  },
  {
    key: 'templates', group: 'intake', says: ['消息模板', 'Message templates'], path: '/intake/v1/templates', id: 'id', name: 'title',
    writers: ['admin', 'manager'], makes: true, changes: 'PUT', removes: true,
    columns: [
      { name: 'purpose', says: ['用途', 'Purpose'], as: 'value', group: 'purpose' }, { name: 'channel', says: ['渠道', 'Channel'], as: 'value', group: 'way' }, { name: 'language', says: ['语言', 'Language'], as: 'value', group: 'language', width: 80 },
      { name: 'title', says: ['标题', 'Title'] }, { name: 'text', says: ['内容', 'Text'] }, { name: 'is_shipped', says: ['自带', 'Shipped'], as: 'flag' },
    ],
    fields: [
      { name: 'purpose', says: ['用途', 'Purpose'], kind: 'choice', options: PURPOSES, onlyNew: true, isNeeded: true }, { name: 'channel', says: ['渠道', 'Channel'], kind: 'choice', options: WAYS, onlyNew: true, isNeeded: true },
      { name: 'language', says: ['语言', 'Language'], kind: 'choice', options: LANGUAGES, onlyNew: true, isNeeded: true, from: 'zh' },
      { name: 'title', says: ['标题', 'Title'], kind: 'text' }, { name: 'text', says: ['内容', 'Text'], kind: 'long', isNeeded: true, hint: ['占位符写在花括号里，如 {ticket_no}', 'Placeholders stand in braces, such as {ticket_no}'] },
      { name: 'vendor_template', says: ['平台模板编号', 'Vendor\'s template'], kind: 'text' },
    ],
    actions: [
      {
        says: ['预览', 'Preview'],
        does: async (row) => {
          const found = await json<{ title: string; text: string; length: number; limit: number }>('GET', `/intake/v1/templates/${String(row.id)}/preview`)
          return { good: true, text: `${found.title}\n${found.text}\n${found.length} / ${found.limit}` }
        },
      },
    ],
  },
]
