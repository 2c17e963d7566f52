# 课程用语：读者选用时代替 ../zh-Hans.ftl 中的术语，否则显示在提示里。
-sponsor = 执行赞助者
-coach = 顾问教练
-stance = 偏好
-attainment = 关系达成率
-thread-risk = 单一联系人风险
-leverage = 杠杆作用
