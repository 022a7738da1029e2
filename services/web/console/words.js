// The console's words in Chinese and English, and the choice between them.

const zh = {
  skip: '跳到正文', brand: '归一 · 工作台', sign_in: '登录', sign_out: '退出', token: '访问令牌', sign_in_hint: '令牌由管理员签发。',
  queue: '案件队列', filter: '筛选', state: '状态', desk: '办理部门', officer: '承办人', category: '类别', number: '案件号或回执号',
  sort: '排序', by_due: '按期限', by_received: '按收到日期', all: '全部', apply: '查询', more: '下一页', first: '第一页', none: '没有案件',
  case_no: '案件号', due: '下一期限', complainant: '投诉人', respondent: '被投诉方', received: '收到', repeats: '相同', urges: '催办',
  changed: '最近变动', track: '类型', platform: '平台', keys: '键盘：j 下一条，k 上一条，回车打开，u 返回队列',
  open: '办理中', registered: '已登记', accepted: '已受理', refused: '不予受理', closed: '已办结',
  track_C: '投诉', track_R: '举报', track_N: '骚扰电话', track_T: '电信申诉', track_P: '公安线索', track_Q: '咨询',
  days_left: '剩{}天', due_today: '今天到期', overdue: '已超期{}天', no_due: '无期限', provisional: '暂定',
  back: '返回队列', parties: '当事方', clocks: '法定期限', complaints: '投诉与回执', deliveries: '通知', timeline: '经过', actions: '办理',
  assigned_because: '分派依据', outcome: '结果', verdict: '查重', review: '可能与另一案件相同，请比对', related: '比对案件',
  from: '由投诉分出', reports: '分出的举报', started_on: '起算', due_on: '到期', ended_on: '结束', arithmetic: '计算过程',
  counted: '计入', not_counted: '不计入', basis: '依据', unverified: '待核实', reveal: '查看明文', reveal_reason: '查看理由（会留痕）',
  narrative: '陈述', calls: '来电', amount: '金额', requests: '诉求', product: '商品或服务', explanation: '查重说明',
  accept: '受理', refuse: '不予受理', split: '分出举报', categorise: '修改类别', contact: '联系被投诉方', reply: '记录答复',
  note: '备注', close: '办结', ground: '理由条款', reason: '理由', lead: '违法线索', categories: '类别代码，用逗号分开',
  text: '内容', result: '答复结果', optional: '可不填', submit: '提交', done: '已记录', choose: '请选择',
  refund: '同意退款', partly: '部分同意', other: '其他', refused_reply: '拒绝', agreed: '达成协议', terminated: '终止调解',
  filed: '立案', not_filed: '不予立案', answered: '已答复',
  stale: '案件已被他人更新，请刷新后再提交', reload: '刷新', live_changed: '此案件刚有变动', offline: '实时更新已断开，正在重连',
  failed: '请求未完成', running: '计时中', met: '按期', missed: '超期完成', breached: '已超期',
  case_registered: '登记', complaint_joined: '重复投诉并入', assignment_noted: '分派', clock_noted: '期限', complainant_acted: '投诉人',
  case_accepted: '受理', case_refused: '不予受理', report_split: '分出举报', case_categorised: '修改类别',
  respondent_contacted: '联系被投诉方', respondent_replied: '被投诉方答复', note_added: '备注', case_closed: '办结',
  delivery_noted: '通知未送达', data_revealed: '查看明文', urge: '催办', supplement: '补充材料', withdraw: '撤回', day: '{}天',
  queued: '待发', sent: '已送达', failed_delivery: '失败', unreachable: '无法送达', name: '姓名', phone: '电话', email: '邮箱',
  start_day: '起始日', working: '工作日', make_up: '调休上班', weekend: '周末', holiday: '节假日', natural: '自然日',
  placed: '登记通知', joined: '并入通知', contacted: '联系通知', replied: '答复通知', no_address: '没有留邮箱',
  because_nature: '性质', because_category: '类别', because_region: '地区', because_load: '在办', because_officers: '承办人',
  because_fallback: '没有对应部门，由兜底部门承办', none_given: '未写明', anywhere: '不限', full: '均已满额', nobody: '无人在岗',
  request_stop_calls: '停止来电', request_refund: '退款', request_return: '退货', request_replace: '更换',
  request_repair: '修理', request_redo: '重作', request_compensate: '赔偿损失', request_delete_data: '删除个人信息',
  request_apologise: '赔礼道歉', request_other: '其他', no_other_case: '没有相近的投诉', bits: '{}比特', colon: '：',
  rolled: '顺延', rolled_to: '顺延至', excluded: '扣除', hours: '小时',
};

const en = {
  skip: 'Skip to content', brand: 'Guiyi · Console', sign_in: 'Sign in', sign_out: 'Sign out', token: 'Access token',
  sign_in_hint: 'Tokens are issued by your administrator.', queue: 'Case queue', filter: 'Filter', state: 'State', desk: 'Desk',
  officer: 'Officer', category: 'Category', number: 'Case or receipt number', sort: 'Order', by_due: 'By due date',
  by_received: 'By day received', all: 'All', apply: 'Show', more: 'Next page', first: 'First page', none: 'No cases',
  case_no: 'Case', due: 'Next due', complainant: 'Complainant', respondent: 'Respondent', received: 'Received', repeats: 'Same',
  urges: 'Urged', changed: 'Last change', track: 'Track', platform: 'Platform',
  keys: 'Keys: j next, k previous, Enter opens, u back to the queue', open: 'Open', registered: 'Registered',
  accepted: 'Accepted', refused: 'Refused', closed: 'Closed', track_C: 'Complaint', track_R: 'Report', track_N: 'Nuisance call',
  track_T: 'Telecom appeal', track_P: 'Police lead', track_Q: 'Enquiry', days_left: '{} days left', due_today: 'Due today',
  overdue: '{} days overdue', no_due: 'No deadline', provisional: 'provisional', back: 'Back to the queue', parties: 'Parties',
  clocks: 'Statutory clocks', complaints: 'Complaints and receipts', deliveries: 'Notices', timeline: 'Timeline',
  actions: 'Actions', assigned_because: 'Assigned because', outcome: 'Outcome', verdict: 'Repeat check',
  review: 'May be the same as another case: please compare', related: 'Compare with', from: 'Split from',
  reports: 'Reports split off', started_on: 'Started', due_on: 'Due', ended_on: 'Ended', arithmetic: 'Arithmetic',
  counted: 'counted', not_counted: 'not counted', basis: 'Basis', unverified: 'to be verified', reveal: 'Show clear data',
  reveal_reason: 'Reason (is recorded)', narrative: 'Narrative', calls: 'Calls', amount: 'Amount', requests: 'Requests',
  product: 'Goods or service', explanation: 'Why this case', accept: 'Accept', refuse: 'Refuse', split: 'Split off a report',
  categorise: 'Change categories', contact: 'Contact respondent', reply: 'Record a reply', note: 'Note', close: 'Close',
  ground: 'Ground', reason: 'Reason', lead: 'Suspected violation', categories: 'Category codes, separated by commas',
  text: 'Text', result: 'Result', optional: 'optional', submit: 'Submit', done: 'Recorded', choose: 'Choose',
  refund: 'Refunds', partly: 'Agrees in part', other: 'Other', refused_reply: 'Refuses', agreed: 'Agreement',
  terminated: 'Mediation terminated', filed: 'Filed', not_filed: 'Not filed', answered: 'Answered',
  stale: 'Somebody else changed the case: reload before you submit', reload: 'Reload', live_changed: 'This case has just changed',
  offline: 'Live updates are interrupted, reconnecting', failed: 'The request failed', running: 'running', met: 'in time',
  missed: 'late', breached: 'overdue', case_registered: 'Registered', complaint_joined: 'Repeat joined',
  assignment_noted: 'Assigned', clock_noted: 'Clock', complainant_acted: 'Complainant', case_accepted: 'Accepted',
  case_refused: 'Refused', report_split: 'Report split off', case_categorised: 'Categories changed',
  respondent_contacted: 'Respondent contacted', respondent_replied: 'Respondent replied', note_added: 'Note',
  case_closed: 'Closed', delivery_noted: 'Notice not delivered', data_revealed: 'Clear data shown', urge: 'urges',
  supplement: 'supplements', withdraw: 'withdraws', day: '{} days', queued: 'queued', sent: 'sent', failed_delivery: 'failed',
  unreachable: 'unreachable', name: 'Name', phone: 'Phone', email: 'E-mail', start_day: 'start day', working: 'working day',
  make_up: 'make-up working day', weekend: 'weekend', holiday: 'holiday', natural: 'natural day', rolled: 'rolled past',
  placed: 'registered notice', joined: 'joined notice', contacted: 'contact notice', replied: 'reply notice',
  no_address: 'no e-mail address given', because_nature: 'nature', because_category: 'category', because_region: 'region',
  because_load: 'open cases', because_officers: 'officers', because_fallback: 'no desk fits: the fallback desk',
  none_given: 'not stated', anywhere: 'any', full: 'all full', nobody: 'nobody on duty', request_stop_calls: 'stop the calls',
  request_refund: 'refund', request_return: 'return of goods', request_replace: 'replacement', request_repair: 'repair',
  request_redo: 'doing it again', request_compensate: 'compensation', request_delete_data: 'deletion of data',
  request_apologise: 'an apology', request_other: 'something else', no_other_case: 'nothing similar was known', bits: '{} bits', colon: ': ',
  rolled_to: 'rolled to', excluded: 'excluded', hours: 'hours',
};

let current = localStorage.getItem('guiyi.language') === 'en' ? 'en' : 'zh';

export function language() { return current; }

export function setLanguage(to) {
  current = to;
  localStorage.setItem('guiyi.language', to);
}

/** The word for a code; a code without a word is shown as it is. */
export function word(code, value) {
  const found = (current === 'zh' ? zh : en)[code] ?? code;
  return value === undefined ? found : found.replace('{}', value);
}

/** The word for `prefix_code`; a code without a word is shown as it is. */
export function wordOf(prefix, code) {
  return (current === 'zh' ? zh : en)[`${prefix}_${code}`] ?? code;
}

/** Of something that carries both: {zh, en} or {name_zh, name_en}. */
export function named(what, prefix = '') {
  return what?.[prefix + current] ?? what?.id ?? '';
}
