# 課程用語：讀者選用時代替 ../zh-Hant.ftl 中的術語，否則顯示在提示裡。
-sponsor = 執行贊助者
-coach = 顧問教練
-stance = 偏好
-attainment = 關係達成率
-thread-risk = 單一聯絡人風險
-leverage = 槓桿作用
